// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "client/error.hpp"
#include "client/session.hpp"
#include "client/value.hpp"

using signalbox::client::Calls;
using signalbox::client::Deadline;
using signalbox::client::Json;
using signalbox::client::Reply;
using signalbox::client::Subscription;
using signalbox::client::write_text;

namespace {

// `arguments`, a JSON object, with one member more.
std::string with_tag(const std::string& arguments, const std::string& tag) {
  std::string object = arguments.substr(0, arguments.rfind('}'));
  const bool has_members = object.find('"') != std::string::npos;
  return object + (has_members ? ", " : "") + "\"tag\": " + write_text(tag.c_str()) + "}";
}

std::optional<std::string> tag_of(const std::string& value) {
  const auto json = Json::read(value);
  return json ? json->value().string() : std::nullopt;
}

std::optional<std::string> value_of(const std::optional<Reply>& reply, Error** errp) {
  if (!reply) return std::nullopt;
  if (!reply->failed()) return reply->value;
  error_set(errp, reply->error_class.c_str(), "%s", reply->error_description.c_str());
  return std::nullopt;
}

}  // namespace

std::optional<std::string> QmpSession::call(const std::string& command,
                                            const std::string& arguments, Error** errp) {
  return value_of(await(send(command, arguments), command, errp), errp);
}

int QmpSession::connect(const std::string& accessor, const std::string& arguments,
                        const Subscription& subscription, Error** errp) {
  if (is_plain_) {
    error_set(errp, "GenericError", "The server does not offer signals: '%s' cannot be connected",
              accessor.c_str());
    return 0;
  }
  const std::string command = accessor + "-connect";
  const int64_t id = send(command, arguments);
  const auto reply = await(id, command, errp);
  if (!reply) {
    late_connects_[id] = {accessor, arguments};
    return 0;
  }
  const auto value = value_of(reply, errp);
  if (!value) return 0;
  const auto tag = tag_of(*value);
  if (!tag || tag->empty()) {
    error_set(errp, "GenericError", "The server answered '%s' with '%.60s', which is not a tag",
              command.c_str(), value->c_str());
    return 0;
  }
  return subscriptions_.add(*tag, subscription);
}

void QmpSession::disconnect(const std::string& accessor, const std::string& arguments, int handle,
                            Error** errp) {
  const std::string tag = subscriptions_.remove(handle);
  if (tag.empty()) {
    error_set(errp, "GenericError", "Handle %d is not connected", handle);
    return;
  }
  call(accessor + "-disconnect", with_tag(arguments, tag), errp);
}

int64_t QmpSession::send(const std::string& command, const std::string& arguments) {
  const int64_t id = calls_.begin();
  std::string request = "{\"execute\": " + write_text(command.c_str());
  if (!arguments.empty()) request += ", \"arguments\": " + arguments;
  channel_.send(request + ", \"id\": " + std::to_string(id) + "}\n");
  return id;
}

std::optional<Reply> QmpSession::await(int64_t id, const std::string& command, Error** errp) {
  const Deadline deadline(timeout_ms_);
  std::optional<Reply> reply;
  for (;;) {
    sort_messages();
    const std::optional<Calls::Settled>& settled = calls_.find(id);
    while (is_open_ && !in_callback_ && !events_.empty() && !is_due(settled)) run_next_event();
    if (settled) {
      reply = settled->reply;
      break;
    }
    if (!is_up(errp)) break;
    if (!channel_.wait(deadline)) {
      error_set(errp, "GenericError", "Timed out after %d ms waiting for the reply to '%s'",
                timeout_ms_, command.c_str());
      break;
    }
    channel_.transfer();
  }
  calls_.end(id);
  return reply;
}

// Whether every event that came before the reply has had its turn.
bool QmpSession::is_due(const std::optional<Calls::Settled>& settled) const {
  return settled && events_taken_ >= settled->events_before;
}

// Nobody has the handle of a connection that was made too late: it ends at once. The reply to
// that has no call that waits for it.
void QmpSession::undo_late_connect(const Reply& reply) {
  const LateConnect late = late_connects_.extract(*reply.id).mapped();
  if (reply.failed()) return;
  const auto tag = tag_of(reply.value);
  if (!tag) return;
  calls_.end(send(late.accessor + "-disconnect", with_tag(late.arguments, *tag)));
}
