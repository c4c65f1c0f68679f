// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/script.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace signalbox::conversation {

namespace {

using Kind = Step::Kind;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

// Takes the first word off.
std::string_view take_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \n"));
  text = trimmed(text.substr(word.size()));
  return word;
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("'" + std::string(text) + "' is not a number");
  }
  return value;
}

char escaped(char letter) {
  switch (letter) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
  }
}

// One "…" with the escapes \n \r \t \" \\ \xHH.
std::string take_bytes(std::string_view& text) {
  std::string bytes;
  std::size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] != '\\') {
      bytes += text[at];
    } else if (++at; at + 2 < text.size() && text[at] == 'x') {
      bytes += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
      at += 2;
    } else {
      bytes += escaped(text[at]);
    }
  }
  if (at >= text.size()) throw std::runtime_error("a string does not end");
  text = trimmed(text.substr(at + 1));
  return bytes;
}

// "…" * N "…" …
std::string pieces(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    if (text.front() != '"') throw std::runtime_error("expected a string in quotes");
    const std::string bytes = take_bytes(text);
    std::size_t times = 1;
    if (text.starts_with('*')) {
      take_word(text);
      times = number(take_word(text));
    }
    while (times-- > 0) all += bytes;
  }
  return all;
}

Step sent(std::string_view text) {
  std::string_view rest = text;
  const std::string_view word = take_word(rest);
  if (word == "raw") return {.kind = Kind::send, .text = pieces(rest)};
  if (word == "split") return {.kind = Kind::send_bytewise, .text = std::string(rest) + "\n"};
  return {.kind = Kind::send, .text = std::string(text) + "\n"};
}

Step received(std::string_view text) {
  if (text == "closed") return {.kind = Kind::receive_close};
  if (text == "nothing") return {.kind = Kind::receive_nothing};
  if (text == "read") return {.kind = Kind::await_read};
  Step step{.kind = Kind::receive, .text = std::string(text)};
  step.pattern = Pattern::take(text);
  text = trimmed(text);
  if (text.starts_with('*')) {
    take_word(text);
    step.times = number(take_word(text));
  }
  if (!text.empty()) throw std::runtime_error("'" + std::string(text) + "' follows the message");
  return step;
}

Step received_text(std::string_view text) {
  std::string_view rest = text;
  if (take_word(rest) == "raw") return {.kind = Kind::receive_text, .text = pieces(rest)};
  return {.kind = Kind::receive_text, .text = std::string(text)};
}

Step connection(std::string_view text) {
  const std::string_view word = take_word(text);
  if (word == "close") return {.kind = Kind::close};
  if (word != "connect") return {.kind = Kind::switch_to, .text = std::string(word)};
  const std::string name(take_word(text));
  return {.kind = Kind::connect, .text = name, .more = std::string(text)};
}

Step poke(std::string_view text) {
  std::string_view rest = text;
  Step step{.kind = Kind::poke, .text = std::string(take_word(rest))};
  if (step.text == "admin") step.text += " " + std::string(take_word(rest));
  step.more = rest;
  return step;
}

Step of_program(std::string_view text) {
  std::string_view rest = text;
  if (take_word(rest) == "exit") return {.kind = Kind::exit, .times = number(rest)};
  return {.kind = Kind::log, .text = std::string(text)};
}

Step step_of(std::string_view mark, std::string_view text) {
  if (mark == "->") return sent(text);
  if (mark == "<-") return received(text);
  if (mark == "<=") return received_text(text);
  if (mark == "==") return connection(text);
  if (mark == "!!") return poke(text);
  if (mark == "<!") return of_program(text);
  throw std::runtime_error("expected one of -> <- <= == !! <! % #");
}

void set_up(Setup& setup, std::string_view text) {
  const std::string_view word = take_word(text);
  if (word == "any-server") {
    setup.any_server = true;
  } else if (word == "plugin") {
    std::string plugin(take_word(text));
    if (!text.empty()) plugin += ":" + std::string(text);
    setup.plugins.push_back(plugin);
  } else if (word == "flag") {
    setup.flags.emplace_back(text);
  } else if (word == "config") {
    setup.config += std::string(text) + "\n";
  } else if (word == "file") {
    const std::string name(take_word(text));
    setup.files.emplace_back(
        name, text.starts_with('"') ? pieces(text) : std::string(number(text), '\0'));
  } else {
    throw std::runtime_error("'%" + std::string(word) + "' is not known");
  }
}

void add(Script& script, std::size_t line, std::string_view text) {
  try {
    if (text.starts_with('%')) {
      set_up(script.setup, text.substr(1));
    } else {
      Step step = step_of(text.substr(0, 2), trimmed(text.substr(2)));
      step.line = line;
      script.steps.push_back(std::move(step));
    }
  } catch (const std::exception& error) {
    throw std::runtime_error(script.file.string() + ":" + std::to_string(line) + ": " +
                             error.what());
  }
}

}  // namespace

Script parse_script(const std::filesystem::path& file, const std::string& text) {
  Script script;
  script.file = file;
  std::istringstream input(text);
  std::string entry;  // a line with those that continue it
  std::size_t started = 0;
  std::size_t count = 0;
  for (std::string line; std::getline(input, line);) {
    ++count;
    const bool continues = line.starts_with(' ') && !entry.empty();
    if (continues) {
      entry += "\n" + line;
      continue;
    }
    if (!entry.empty()) add(script, started, entry);
    entry = trimmed(line).empty() || line.starts_with('#') ? "" : line;
    started = count;
  }
  if (!entry.empty()) add(script, started, entry);
  if (script.steps.empty()) throw std::runtime_error(file.string() + ": nothing is said in it");
  return script;
}

Script read_script(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) throw std::runtime_error(file.string() + ": cannot be read");
  std::ostringstream text;
  text << input.rdbuf();
  return parse_script(file, text.str());
}

}  // namespace signalbox::conversation
