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
#include "host/config.hpp"
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

// What only asks. Names of our own may be prefixed (protocol.md).
bool is_query(std::string_view command) {
  constexpr std::string_view kOurs = "__org.signalbox_";
  if (command.starts_with(kOurs)) command.remove_prefix(kOurs.size());
  return command.starts_with("query-");
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

void report(const std::string& reason, std::uint64_t lost) {
  if (!reason.empty()) return log_error("the audit log cannot be written: " + reason);
  log_info("the audit log can be written again; lines lost: " + std::to_string(lost));
}

}  // namespace

Audit::Audit(const AuditConfig& config, const Visitors& visitors)
    : arguments_(config.arguments.empty() ? kUsualArguments : config.arguments),
      visitors_(visitors),
      file_(config.file, report) {}

std::string Audit::arguments_of(const Request& request) const {
  std::string text;
  try {
    const boost::json::value value = to_value(request.arguments);
    if (!value.is_object()) return text;
    for (const auto& [name, argument] : value.get_object()) {
      if (!arguments_.contains(std::string(name)) || argument.is_structured()) continue;
      text += (text.empty() ? "" : ", ") + quote(std::string_view(name)) + ": " + print(argument);
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
    text += ", \"client\": " + quote(visitor->client.name()) +
            ", \"fingerprint\": " + quote(visitor->fingerprint);
  }
  if (const std::optional<ucred> peer = peer_credentials(session.fd())) {
    text += ", \"uid\": " + std::to_string(peer->uid) + ", \"pid\": " + std::to_string(peer->pid);
  }
  text += ", \"role\": " + quote(role_of(session)) + ", \"command\": " + quote(request.command);
  if (request.oob) text += ", \"oob\": true";
  const std::string arguments = arguments_of(request);
  if (!arguments.empty()) text += ", \"arguments\": {" + arguments + "}";
  return text;
}

void Audit::requested(Session& session, const Request& request, ReplyId reply) {
  if (is_query(request.command)) return;
  asked_[reply] = {session.id(), head_of(session, request), std::chrono::steady_clock::now()};
}

void Audit::answered(Session& /*session*/, const Reply& reply) {
  const auto asked = asked_.extract(reply.number);
  if (asked.empty()) return;
  const Answer& answer = reply.answer;
  const bool is_done = answer.error_class.empty();
  finish(asked.mapped(), is_done ? "done" : answer.error_class, answer.error_description);
}

// What its command did is not known, or was not waited for.
void Audit::session_closed(Session& session, std::string_view reason) {
  std::erase_if(asked_, [&](const auto& each) {
    if (each.second.session != session.id()) return false;
    finish(each.second, "unanswered", reason);
    return true;
  });
}

void Audit::finish(const Asked& asked, std::string_view outcome, std::string_view error) {
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - asked.when);
  std::string line = asked.head + ", \"outcome\": " + quote(outcome);
  if (!error.empty()) line += ", \"error\": " + quote(error);
  file_.append(line + ", \"microseconds\": " + std::to_string(took.count()) + "}");
}

}  // namespace signalbox
