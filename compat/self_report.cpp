// SPDX-License-Identifier: Apache-2.0
#include "compat/self_report.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "compat/books.hpp"
#include "compat/brownouts.hpp"
#include "compat/experiments.hpp"
#include "compat/stages.hpp"
#include "compat/visitors.hpp"
#include "host/machine.hpp"
#include "host/session.hpp"
#include "wire/value.hpp"

namespace signalbox {

namespace json = boost::json;

namespace {

// One line for each item that a client uses, over all its builds and machines.
constexpr char kItems[] = R"sql(
SELECT item.kind, item.name, item.successor,
       CASE WHEN max(use.mode = 'explicit') THEN 'explicit' ELSE 'default' END,
       sum(use.delivered), sum(use.muted)
FROM use JOIN item ON item.id = use.item JOIN build ON build.id = use.build
JOIN client ON client.id = build.client
WHERE client.fingerprint = ? GROUP BY item.id ORDER BY item.name, item.kind)sql";

struct Line {
  ItemName item;
  std::string successor;
  std::string mode;
  std::int64_t delivered;
  std::int64_t muted;
};

std::vector<Line> lines_of(SQLite::Database& ledger, const std::string& fingerprint) {
  std::vector<Line> lines;
  SQLite::Statement row(ledger, kItems);
  row.bind(1, fingerprint);
  while (row.executeStep()) {
    lines.push_back({{*item_kind_of(row.getColumn(0).getString()), row.getColumn(1)},
                     row.getColumn(2),
                     row.getColumn(3),
                     row.getColumn(4).getInt64(),
                     row.getColumn(5).getInt64()});
  }
  return lines;
}

// The wire name of an event by the name of its type: BlockDeviceEvent, BLOCK_DEVICE_EVENT. An
// upper-case run is one word (schema.md).
std::string wire_name(const std::string& type) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  std::string name;
  for (std::size_t i = 0; i < type.size(); ++i) {
    const bool begins_word =
        i > 0 && is_upper(type[i]) &&
        (!is_upper(type[i - 1]) || (i + 1 < type.size() && !is_upper(type[i + 1])));
    if (begins_word) name += '_';
    name += static_cast<char>(is_upper(type[i]) ? type[i] : type[i] - ('a' - 'A'));
  }
  return name;
}

// The commands by which a machine's clients connect to its events, by wire name.
using Connects = std::map<std::string, json::array>;

Connects connects_of(const Machine& machine) {
  Connects connects;
  for (const auto& [name, accessor] : machine.registry().accessors()) {
    connects[accessor->event].emplace_back(name + "-connect");
  }
  return connects;
}

json::object described(const Line& line, Stage stage, const Connects& connects) {
  json::object object{{"name", line.item.name},      {"item", word(line.item.kind)},
                      {"stage", word(stage)},        {"mode", line.mode},
                      {"delivered", line.delivered}, {"muted", line.muted}};
  if (line.successor.empty()) return object;
  object["successor"] = line.successor;
  const auto found = connects.find(wire_name(line.successor));
  object["connect"] = found == connects.end() ? json::array() : found->second;
  return object;
}

}  // namespace

SelfReport::SelfReport(Books& books, const Visitors& visitors, const Stages& stages,
                       const Experiments& experiments, const Brownouts& brownouts)
    : books_(books),
      visitors_(visitors),
      stages_(stages),
      experiments_(experiments),
      brownouts_(brownouts) {}

void SelfReport::make(const Session& session, LedgerReader::IsAwaited is_awaited, Done done) {
  const Visitor visitor = visitors_.of(session);
  json::array experiments;
  for (const auto& [id, each] : experiments_.under_way()) {
    if (!each.is_running || !each.audience.covers(session, visitor)) continue;
    json::object object{{"id", id}, {"kind", word(each.kind)}, {"started", each.started}};
    if (!each.event.empty()) object["event"] = each.event;
    if (each.delay.count() > 0) object["milliseconds"] = each.delay.count();
    experiments.push_back(std::move(object));
  }
  json::array brownouts;
  for (const Brownout& each : brownouts_.planned()) {
    const Audience audience{each.client, {}, each.machine};
    if (!audience.covers(session, visitor)) continue;
    brownouts.push_back(json::object{{"name", each.item.name},
                                     {"item", word(each.item.kind)},
                                     {"starts", each.starts},
                                     {"ends", each.ends}});
  }
  const auto lines = std::make_shared<std::vector<Line>>();
  books_.ask(
      [lines, fingerprint = visitor.fingerprint](SQLite::Database& ledger) {
        *lines = lines_of(ledger, fingerprint);
      },
      std::move(is_awaited),
      [this, weak = std::weak_ptr<bool>(alive_), lines, visitor,
       connects = connects_of(session.machine()), experiments = std::move(experiments),
       brownouts = std::move(brownouts), done = std::move(done)](const std::string& refusal) {
        if (weak.expired()) return;
        if (!refusal.empty()) return done(not_recorded(refusal), {});
        json::array items;
        for (const Line& each : *lines) {
          items.push_back(described(each, stages_.of(each.item, visitor.fingerprint), connects));
        }
        done({}, print(json::object{{"name", visitor.client.name()},
                                    {"version", visitor.version},
                                    {"fingerprint", visitor.fingerprint},
                                    {"items", std::move(items)},
                                    {"experiments", experiments},
                                    {"brownouts", brownouts}}));
      });
}

}  // namespace signalbox
