// SPDX-License-Identifier: Apache-2.0
#include "cli/secrets.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "cli/named_values.hpp"
#include "cli/words.hpp"
#include "wire/located_json.hpp"

namespace signalbox::cli {
namespace {

using Node = LocatedJson::Node;

constexpr std::string_view kMonitorCommand = "human-monitor-command";
constexpr std::string_view kDropped = "\"[dropped]\"";

bool is_secret(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower == "data" || lower.find("password") != std::string::npos ||
         lower.find("secret") != std::string::npos;
}

// Adds the members of `node`, at any depth, that are to be dropped.
void find_secrets(const LocatedJson& json, Node node, std::vector<Node>& found) {
  const std::vector<Node> contents = json.contents(node);
  if (json.kind(node) == WIRE_JSON_ARRAY) {
    for (const Node each : contents) find_secrets(json, each, found);
  }
  if (!json.is_object(node)) return;
  for (std::size_t i = 0; i + 1 < contents.size(); i += 2) {
    if (is_secret(json.string(contents[i]))) {
      found.push_back(contents[i + 1]);
    } else {
      find_secrets(json, contents[i + 1], found);
    }
  }
}

std::vector<Node> secrets_of(const LocatedJson& json) {
  std::vector<Node> found;
  auto command = json.member(0, "execute");
  if (!command) command = json.member(0, "exec-oob");
  const auto arguments = json.member(0, "arguments");
  if (!command || !arguments) return found;
  if (json.is_string(*command) && json.string(*command).ends_with(kMonitorCommand)) {
    return {*arguments};
  }
  find_secrets(json, *arguments, found);
  return found;
}

std::string quoted(const std::string& word) {
  if (word.find_first_of(" \t'\"\\") == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::string without_userinfo(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://")) {
    out += text.substr(0, at + 3);
    text.remove_prefix(at + 3);
    const std::size_t end = text.find_first_of("/?#\"' ,@");
    if (end != std::string_view::npos && text[end] == '@') text.remove_prefix(end + 1);
  }
  return out.append(text);
}

std::string without_secrets(const std::string& message) {
  try {
    const LocatedJson json(message);
    std::string out;
    std::size_t copied = 0;
    for (const Node each : secrets_of(json)) {
      out.append(message, copied, json.offset(each) - copied).append(kDropped);
      copied = json.offset(each) + json.text(each).size();
    }
    return without_userinfo(out.append(message, copied));
  } catch (const std::invalid_argument&) {
    return without_userinfo(message);
  }
}

std::string line_without_secrets(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string::npos) return line;
  try {
    if (line[begin] == '{') {
      LocatedJson check(line);
      return without_secrets(line);
    }
    const std::vector<std::string> words = words_of(line);
    if (words.front().ends_with(kMonitorCommand)) return words.front();
    std::string kept;
    for (const std::string& word : words) {
      std::string name = word.substr(0, word.find('='));
      if (name.ends_with(':')) name.pop_back();
      const bool is_dropped =
          is_named_value(word) && is_secret(std::string_view(name).substr(name.rfind('.') + 1));
      kept += (kept.empty() ? "" : " ") + (is_dropped ? name + "=" : quoted(word));
    }
    return without_userinfo(kept);
  } catch (const BadWord&) {
    return {};
  } catch (const std::invalid_argument&) {
    return {};
  }
}

}  // namespace signalbox::cli
