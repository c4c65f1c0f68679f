// SPDX-License-Identifier: Apache-2.0
#include "compat/audit.hpp"

#include <cstdio>
#include <ctime>
#include <optional>
#include <stdexcept>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "compat/visitors.hpp"
#include "host/command_names.hpp"
#include "host/config.hpp"
#include "host/host.hpp"
#include "host/log.hpp"
#include "host/machine.hpp"
#include "host/peer_name.hpp"
#include "host/session.hpp"
#include "wire/print.hpp"
#include "wire/request.hpp"
#include "wire/value.hpp"

namespace signalbox {
namespace {

// Names of things, and what our own commands are about; never what is written to a device.
const std::set<std::string> kUsualArguments = {
    "brownout", "client", "device",    "event",  "experiment", "id",    "item",
    "machine",  "name",   "node-name", "plugin", "signal",     "stage", "tag"};

// The class of an error that says that nothing was executed.
constexpr std::string_view kNotFound = "CommandNotFound";

// Of a name, a value or an error so much is written, and "…" behind it.
constexpr std::size_t kMostOfAValue = 256;

// Not inside a character.
std::string cut(std::string_view text) {
  if (text.size() <= kMostOfAValue) return std::string(text);
  std::size_t end = kMostOfAValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string value_text(const boost::json::value& value) {
  if (value.is_string()) return quote(cut(std::string_view(value.get_string())));
  return cut(print(value));
}

std::string time_text() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::tm parts{};
  ::gmtime_r(&now.tv_sec, &parts);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%s.%06ldZ", date, now.tv_nsec / 1000);
  return text;
}

const char* role_of(const Session& session) {
  if (session.machine().is_admin()) return "admin";
  return session.listener().role == Role::observer ? "observer" : "full";
}

void report(const std::string& reason) {
  if (!reason.empty()) {
    return log_error("the audit log cannot be written: " + reason +
                     "; commands that change something wait once audit-backlog is full");
  }
  log_info("the audit log can be written again; no line is lost");
}

}  // namespace

Audit::Audit(const AuditConfig& config, std::size_t backlog, const Visitors& visitors)
    : arguments_(config.arguments.empty() ? kUsualArguments : config.arguments),
      backlog_(backlog),
      visitors_(visitors),
      file_(config.file, report),
      refused_([this](const std::string& line) {
        if (!is_behind()) file_.append(line);
      }) {}

Audit::~Audit() {
  refused_.end_all();
}

std::string Audit::arguments_of(const Request& request) const {
  std::string text;
  try {
    const boost::json::value value = to_value(request.shown());
    if (!value.is_object()) return text;
    for (const auto& [name, argument] : value.get_object()) {
      if (!arguments_.contains(std::string(name)) || argument.is_structured()) continue;
      text +=
          (text.empty() ? "" : ", ") + quote(std::string_view(name)) + ": " + value_text(argument);
    }
  } catch (const std::invalid_argument&) {
    // The command says what is wrong with it.
  }
  return text;
}

std::string Audit::head_of(const Session& session, const Request& request) const {
  std::string text = "{\"time\": " + quote(time_text()) +
                     ", \"machine\": " + quote(session.machine().name()) +
                     ", \"session\": " + std::to_string(session.id());
  if (const Visitor* const visitor = visitors_.find(session)) {
    text += ", \"client\": " + quote(cut(visitor->client.name())) +
            ", \"fingerprint\": " + quote(visitor->fingerprint);
  }
  if (const std::optional<ucred> peer = peer_credentials(session.fd())) {
    text += ", \"uid\": " + std::to_string(peer->uid) + ", \"pid\": " + std::to_string(peer->pid);
  }
  text +=
      ", \"role\": " + quote(role_of(session)) + ", \"command\": " + quote(cut(request.command));
  if (request.oob) text += ", \"oob\": true";
  const std::string arguments = arguments_of(request);
  if (!arguments.empty()) text += ", \"arguments\": {" + arguments + "}";
  return text;
}

void Audit::requested(Session& session, const Request& request, ReplyId reply) {
  if (is_query(request.command)) return;
  asked_[reply] = {session.id(), cut(request.command), head_of(session, request),
                   std::chrono::steady_clock::now()};
}

void Audit::answered(Session& session, const Reply& reply) {
  const auto asked = asked_.extract(reply.number);
  if (asked.empty()) return;
  const Answer& answer = reply.answer;
  const bool is_done = answer.error_class.empty();
  finish(session, asked.mapped(), is_done ? "done" : answer.error_class, answer.error_description);
}

// What its command did is not known, or was not waited for.
void Audit::session_closed(Session& session, std::string_view reason) {
  std::erase_if(asked_, [&](const auto& each) {
    if (each.second.session != session.id()) return false;
    finish(session, each.second, "unanswered", reason);
    return true;
  });
}

// An observer changes nothing, and a command that is not there neither: of these there may be any
// number.
void Audit::finish(Session& session, const Asked& asked, std::string_view outcome,
                   std::string_view error) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - asked.when);
  std::string line = asked.head + ", \"outcome\": " + quote(outcome);
  if (!error.empty()) line += ", \"error\": " + quote(cut(error));
  line += ", \"microseconds\": " + std::to_string(took.count());
  if (session.listener().role == Role::observer || outcome == kNotFound) {
    return refused_.add(session.machine().loop(), session.account().id, asked.command,
                        std::move(line));
  }
  file_.append(line + "}");
  Host& host = session.machine().host();
  if (!is_behind() || host.waits_for_observers()) return;
  host.limits().reached(Limit::audit_backlog, session.log_name());
  host.wait_for_observers();
}

}  // namespace signalbox
