// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/message_reader.hpp"

namespace signalbox {

// What a reader has to say, each message as its text, or as "! " and the error.
inline void append_messages(MessageReader& reader, std::vector<std::string>& messages) {
  while (const auto message = reader.next()) {
    messages.push_back(message->error.empty() ? std::string(message->text) : "! " + message->error);
  }
}

inline std::vector<std::string> messages_of(std::string_view bytes) {
  MessageReader reader;
  std::vector<std::string> messages;
  reader.feed(bytes);
  append_messages(reader, messages);
  return messages;
}

}  // namespace signalbox
