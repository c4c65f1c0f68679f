// SPDX-License-Identifier: Apache-2.0
#include "wire/request.hpp"

#include <memory>

#include "wire/json_print.h"
#include "wire/json_reader.h"
#include "wire/json_tree.hpp"
#include "wire/print.hpp"

namespace signalbox {

namespace {

// Bytes that an error repeats of a text, and bytes of an excerpt.
constexpr std::size_t kMostShown = 64 * 1024;

// Bytes of a name, a string or a number in an excerpt.
constexpr std::size_t kMostOfAScalar = 1024;

// The beginning of a text in UTF-8, of at most so many bytes, without half a character at its end.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (text[most] & 0xC0) == 0x80) --most;
  text.resize(most);
  return text;
}

std::string excerpt_of_value(const JsonTree& tree, std::uint32_t value) {
  switch (tree.kind(value)) {
    case WIRE_JSON_OBJECT: return "{}";
    case WIRE_JSON_ARRAY: return "[]";
    case WIRE_JSON_STRING: return quote(cut(tree.string(value), kMostOfAScalar));
    default: break;
  }
  const std::string_view text = tree.text(value);
  return text.size() > kMostOfAScalar ? "0" : std::string(text);
}

std::string excerpt_of(const std::string& arguments) {
  const JsonTree tree(arguments, 1);
  std::string excerpt = "{";
  for (std::uint32_t key = 1; key < tree.node(0).next && excerpt.size() < kMostShown;
       key = tree.node(key + 1).next) {
    if (excerpt.size() > 1) excerpt += ',';
    excerpt += quote(cut(tree.string(key), kMostOfAScalar)) + ':' + excerpt_of_value(tree, key + 1);
  }
  return excerpt + '}';
}

// Goes through the members once, in QEMU's order.
class Envelope {
 public:
  Envelope(const JsonTree& tree, bool oob_enabled) : tree_(tree), oob_enabled_(oob_enabled) {}

  // The description of the first fault; empty: the request is good.
  std::string check() {
    std::uint32_t count = 0;
    const std::unique_ptr<std::uint32_t, decltype(&std::free)> keys(
        wire_json_keys_in_order(tree_, 0, &count), &std::free);
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string fault = check_member(tree_.string(keys.get()[i]), keys.get()[i] + 1);
      if (!fault.empty()) return fault;
    }
    return verb_.empty() ? "QMP input lacks member 'execute'" : "";
  }

  // Of a request that is good.
  Request request() const {
    Request request;
    request.command = cut(tree_.string(command_), kMostShown);
    request.arguments = arguments_ == wire_json_none ? "{}" : tree_.text(arguments_);
    if (request.is_large()) request.excerpt = excerpt_of(request.arguments);
    request.oob = verb_ == "exec-oob";
    return request;
  }

 private:
  std::string check_member(const std::string& name, std::uint32_t value) {
    if (name == "execute" || (name == "exec-oob" && oob_enabled_)) return check_verb(name, value);
    if (name == "arguments") {
      arguments_ = value;
      return tree_.kind(value) == WIRE_JSON_OBJECT
                 ? ""
                 : "QMP input member 'arguments' must be an object";
    }
    return name == "id" ? "" : "QMP input member '" + cut(name, kMostShown) + "' is unexpected";
  }

  std::string check_verb(const std::string& name, std::uint32_t value) {
    if (tree_.kind(value) != WIRE_JSON_STRING) {
      return "QMP input member '" + name + "' must be a string";
    }
    if (!verb_.empty()) return "QMP input member '" + name + "' clashes with '" + verb_ + "'";
    verb_ = name;
    command_ = value;
    return "";
  }

  const JsonTree& tree_;
  const bool oob_enabled_;
  std::string verb_;
  std::uint32_t command_ = wire_json_none;
  std::uint32_t arguments_ = wire_json_none;
};

std::string printed(std::string_view text) {
  const JsonTree tree(text, WIRE_JSON_MAX_NESTING);
  OwnedText printed;
  wire_json_print(tree, 0, printed);
  return printed.str();
}

}  // namespace

std::variant<Request, RequestError> read_request(std::string_view text, bool oob_enabled) {
  static constexpr const char* generic_error = "GenericError";
  const JsonTree tree(text, 1);  // what is in the arguments is for whoever takes them
  if (tree.kind(0) != WIRE_JSON_OBJECT) {
    return RequestError{generic_error, "QMP input must be a JSON object", {}};
  }
  const std::uint32_t id = wire_json_member(tree, 0, "id");
  std::string printed_id = id == wire_json_none ? "" : printed(tree.text(id));

  Envelope envelope(tree, oob_enabled);
  std::string fault = envelope.check();
  if (!fault.empty()) {
    const bool oob = wire_json_member(tree, 0, "exec-oob") != wire_json_none &&
                     wire_json_member(tree, 0, "execute") == wire_json_none;
    return RequestError{generic_error, std::move(fault), std::move(printed_id), oob};
  }
  Request request = envelope.request();
  request.id = std::move(printed_id);
  return request;
}

}  // namespace signalbox
