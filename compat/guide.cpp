// SPDX-License-Identifier: Apache-2.0
#include "compat/guide.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <stdexcept>

#include <boost/json.hpp>

#include "wire/strict_json.hpp"

namespace signalbox {
namespace {

namespace json = boost::json;

// A filter that lists more values than this filters nothing.
constexpr std::size_t kMostValues = 3;

// plugins/legacy/qmp-schema.json, and plugins/block for the one that has a successor. The list can
// not grow: no event after QEMU 0.15 has a default connection.
constexpr Replacement kReplacements[] = {
    {"BLOCK_IO_ERROR", "block-io-event", "block-device-event", "device"},
    {"POWERDOWN", "powerdown-event", {}, {}},
    {"RESET", "reset-event", {}, {}},
    {"RESUME", "resume-event", {}, {}},
    {"RTC_CHANGE", "rtc-change-event", {}, {}},
    {"SHUTDOWN", "shutdown-event", {}, {}},
    {"SPICE_CONNECTED", "spice-connected-event", {}, {}},
    {"SPICE_DISCONNECTED", "spice-disconnected-event", {}, {}},
    {"SPICE_INITIALIZED", "spice-initialized-event", {}, {}},
    {"STOP", "stop-event", {}, {}},
    {"VNC_CONNECTED", "vnc-connected-event", {}, {}},
    {"VNC_DISCONNECTED", "vnc-disconnected-event", {}, {}},
    {"VNC_INITIALIZED", "vnc-initialized-event", {}, {}},
    {"WATCHDOG", "watchdog-event", {}, {}},
};

std::string in_c(std::string_view accessor) {
  std::string name(accessor);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

json::object request(std::string_view command, json::object arguments) {
  json::object request{{"execute", command}};
  if (!arguments.empty()) request["arguments"] = std::move(arguments);
  return request;
}

// Of the members with few values, one object for each combination of one member's values.
std::vector<json::object> filters_of(const std::map<std::string, std::set<std::string>>& members) {
  for (const auto& [member, values] : members) {
    if (values.size() > kMostValues) continue;
    std::vector<json::object> filters;
    for (const std::string& value : values) filters.push_back({{member, value}});
    return filters;
  }
  return {};
}

void add_plain(const Replacement& replacement, const SeenValues& seen, GuideStep& step) {
  const auto members = seen.find(step.event);
  const std::vector<json::object> filters =
      members == seen.end() ? std::vector<json::object>() : filters_of(members->second);
  for (const json::object& where : filters) {
    step.commands.push_back(strict_json(
        request("signal-connect", {{"signal", replacement.accessor}, {"where", where}})));
  }
  if (filters.empty()) {
    step.commands.push_back(
        strict_json(request(std::string(replacement.accessor) + "-connect", {})));
  }
  step.calls.push_back("libqmp_" + in_c(replacement.accessor) +
                       "_connect(session, callback, opaque, &error);");
}

void add_successor(const Replacement& replacement, const SeenValues& seen, GuideStep& step) {
  std::set<std::string> devices = {"DEVICE"};
  const auto members = seen.find(step.event);
  if (members != seen.end()) {
    const auto found = members->second.find(std::string(replacement.device));
    if (found != members->second.end()) devices = found->second;
  }
  for (const std::string& device : devices) {
    step.commands.push_back(strict_json(
        request(std::string(replacement.successor) + "-connect", {{"device", device}})));
    step.calls.push_back("libqmp_" + in_c(replacement.successor) + "_connect(session, " +
                         strict_json(json::value(device)) + ", callback, opaque, &error);");
  }
}

// The worst of a client's builds; none: it does not have the item.
std::optional<Verdict> standing_of(const ItemVerdict& verdict, std::int64_t client) {
  std::optional<Verdict> worst;
  for (const Standing& each : verdict.standings) {
    if (each.subject->client != client) continue;
    worst = std::min(worst.value_or(each.verdict), each.verdict);
  }
  return worst;
}

std::int64_t delivered_to(const ItemVerdict& verdict, std::int64_t client) {
  std::int64_t delivered = 0;
  for (const Standing& each : verdict.standings) {
    if (each.subject->client == client) delivered += each.dossier->delivered;
  }
  return delivered;
}

bool is_exposed(const ItemVerdict& verdict, std::int64_t client) {
  return std::any_of(verdict.standings.begin(), verdict.standings.end(), [&](const Standing& each) {
    return each.subject->client == client && each.dossier->is_exposed;
  });
}

}  // namespace

const Replacement* replacement_of(std::string_view event) {
  const auto* const found =
      std::find_if(std::begin(kReplacements), std::end(kReplacements),
                   [event](const Replacement& each) { return each.event == event; });
  return found == std::end(kReplacements) ? nullptr : found;
}

SeenValues read_events(std::string_view lines) {
  SeenValues seen;
  for (int number = 1; !lines.empty(); ++number) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    json::error_code error;
    const json::value value = json::parse(line, error);
    const json::object* const event = error ? nullptr : value.if_object();
    const json::value* const name = event == nullptr ? nullptr : event->if_contains("event");
    if (name == nullptr || !name->is_string()) {
      throw std::runtime_error("line " + std::to_string(number) + " is not an event");
    }
    auto& members = seen[std::string(name->get_string())];
    const json::value* const data = event->if_contains("data");
    if (data == nullptr || !data->is_object()) continue;
    for (const auto& [key, member] : data->get_object()) {
      if (member.is_string()) members[std::string(key)].insert(std::string(member.get_string()));
    }
  }
  return seen;
}

Guide guide_for(const std::vector<ItemVerdict>& verdicts, std::int64_t client,
                const SeenValues& seen) {
  Guide guide;
  guide.opening.push_back(strict_json(request("disconnect-default-signals", {})));
  for (const ItemVerdict& verdict : verdicts) {
    for (const Standing& each : verdict.standings) {
      if (each.subject->client != client) continue;
      guide.client = each.subject->name;
      guide.contact = each.subject->contact;
    }
    if (!verdict.item->is_default() || !is_exposed(verdict, client)) continue;
    GuideStep step;
    step.event = verdict.item->name;
    step.verdict = *standing_of(verdict, client);
    step.delivered = delivered_to(verdict, client);
    const Replacement* const replacement = replacement_of(step.event);
    if (replacement != nullptr && !replacement->successor.empty()) {
      add_successor(*replacement, seen, step);
    } else if (replacement != nullptr) {
      add_plain(*replacement, seen, step);
    }
    guide.delivered += step.delivered;
    if (step.verdict != Verdict::in_use) guide.not_needed += step.delivered;
    guide.steps.push_back(std::move(step));
  }
  return guide;
}

}  // namespace signalbox
