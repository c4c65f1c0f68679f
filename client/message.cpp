// SPDX-License-Identifier: Apache-2.0
#include "client/message.hpp"

#include "client/json.hpp"

namespace signalbox::client {
namespace {

// No call of a session has it.
constexpr int64_t foreign_id = 0;

std::optional<std::string> string_member(const JsonValue& object, const char* name) {
  const auto member = object.member(name);
  return member ? member->string() : std::nullopt;
}

std::optional<int64_t> integer_member(const JsonValue& object, const char* name) {
  const auto member = object.member(name);
  return member ? member->integer() : std::nullopt;
}

Greeting greeting_of(const JsonValue& qmp) {
  Greeting greeting;
  if (const auto capabilities = qmp.member("capabilities")) {
    for (const JsonValue& capability : capabilities->contents()) {
      greeting.signals = greeting.signals || capability.string() == "signals";
    }
  }
  return greeting;
}

std::optional<int64_t> id_of(const JsonValue& reply) {
  const auto id = reply.member("id");
  return id ? std::optional(id->integer().value_or(foreign_id)) : std::nullopt;
}

std::optional<Message> failure_of(const JsonValue& reply, const JsonValue& error) {
  const auto error_class = string_member(error, "class");
  const auto description = string_member(error, "desc");
  if (!error_class || !description) return std::nullopt;
  return Reply{id_of(reply), "", *error_class, *description};
}

std::optional<Message> event_of(const JsonValue& message) {
  Event event;
  const auto name = string_member(message, "event");
  const auto tag = message.member("tag");
  if (!name || (tag && !tag->string())) return std::nullopt;
  event.name = *name;
  if (tag) event.tag = *tag->string();
  if (const auto data = message.member("data")) event.data = data->text();
  if (const auto stamp = message.member("timestamp")) {
    event.seconds = integer_member(*stamp, "seconds").value_or(-1);
    event.microseconds = static_cast<int32_t>(integer_member(*stamp, "microseconds").value_or(-1));
  }
  return event;
}

}  // namespace

std::optional<Message> message_of(std::string_view text) {
  const auto json = Json::read(text);
  if (!json) return std::nullopt;
  const JsonValue message = json->value();
  if (message.member("event")) return event_of(message);
  if (const auto error = message.member("error")) return failure_of(message, *error);
  if (const auto value = message.member("return")) {
    return Reply{id_of(message), std::string(value->text()), "", ""};
  }
  if (const auto qmp = message.member("QMP")) return greeting_of(*qmp);
  return std::nullopt;
}

}  // namespace signalbox::client
