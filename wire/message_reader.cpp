// SPDX-License-Identifier: Apache-2.0
#include "wire/message_reader.hpp"

#include <utility>

#include "wire/json_reader.h"
#include "wire/json_tree.hpp"

namespace signalbox {

namespace {

// What an idle reader may keep so that a client's usual commands need no allocation.
constexpr std::size_t max_idle_bytes = 512;

// Parsed bytes are moved out of the way when there are so many of them.
constexpr std::size_t max_parsed_bytes = 64 * 1024;

}  // namespace

struct MessageReader::State {
  State() { wire_json_reader_init(&reader); }
  ~State() { wire_json_reader_release(&reader); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::size_t parser_memory() const {
    return reader.text.capacity + reader.error.capacity + reader.keys.capacity * sizeof(wire_key);
  }

  std::string_view pending() const { return std::string_view(bytes).substr(parsed); }

  // Frees what is not worth keeping, once nothing is left to parse.
  void drop_parsed() {
    if (parsed == bytes.size()) {
      parsed = 0;
      bytes.clear();
      if (bytes.capacity() > max_idle_bytes) std::string().swap(bytes);
    } else if (parsed > max_parsed_bytes && parsed > bytes.size() / 2) {
      bytes.erase(0, parsed);
      parsed = 0;
    }
  }

  void drop_message() {
    const bool large = parser_memory() > max_idle_bytes;
    if (!large || !wire_json_reader_is_idle(&reader)) return;
    const bool recovering = wire_json_reader_is_recovering(&reader);
    wire_json_reader_release(&reader);
    if (recovering) wire_json_reader_recover(&reader);
  }

  wire_json_reader reader;
  std::string bytes;
  std::size_t parsed = 0;
};

MessageReader::MessageReader() : state_(std::make_unique<State>()) {}

MessageReader::MessageReader(const Unread& unread) : MessageReader() {
  if (unread.after_garbage) wire_json_reader_recover(&state_->reader);
  feed(unread.bytes);
}

MessageReader::MessageReader(MessageReader&&) noexcept = default;
MessageReader& MessageReader::operator=(MessageReader&&) noexcept = default;
MessageReader::~MessageReader() = default;

void MessageReader::limit_message(std::size_t bytes) {
  state_->reader.max_bytes = bytes;
}

void MessageReader::feed(std::string_view bytes) {
  state_->drop_parsed();
  state_->bytes.append(bytes);
}

std::optional<Message> MessageReader::next() {
  const std::string_view pending = state_->pending();
  std::size_t used = 0;
  const wire_json_status status =
      wire_json_feed(&state_->reader, pending.data(), pending.size(), &used);
  state_->parsed += used;
  const wire_json_reader& reader = state_->reader;
  if (status == WIRE_JSON_VALUE) {
    return Message{std::string_view(reader.text.bytes, reader.text.length), {}};
  }
  if (status == WIRE_JSON_ERROR) {
    return Message{{}, std::string(reader.error.bytes, reader.error.length)};
  }
  state_->drop_parsed();
  state_->drop_message();
  return std::nullopt;
}

std::shared_ptr<const OwnedText> MessageReader::take_text() {
  return std::make_shared<const OwnedText>(std::exchange(state_->reader.text, {}));
}

std::size_t MessageReader::buffered_bytes() const {
  const wire_json_reader& reader = state_->reader;
  return state_->pending().size() + (reader.complete ? 0 : reader.text.length);
}

std::size_t MessageReader::memory() const {
  return state_->parser_memory() + state_->bytes.capacity();
}

MessageReader::Unread MessageReader::unread() const {
  const wire_json_reader& reader = state_->reader;
  Unread unread;
  unread.after_garbage = wire_json_reader_is_recovering(&reader);
  if (!reader.complete && reader.text.length) {
    unread.bytes.assign(reader.text.bytes, reader.text.length);
    // What parted a number from the next one is not in the text.
    if (!wire_json_reader_is_in_token(&reader)) unread.bytes += ' ';
  }
  unread.bytes += state_->pending();
  return unread;
}

}  // namespace signalbox
