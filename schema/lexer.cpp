// SPDX-License-Identifier: Apache-2.0
#include "schema/lexer.hpp"

#include <cctype>
#include <string_view>
#include <utility>

#include "schema/utf8.hpp"

namespace signalbox::schema {
namespace {

constexpr std::string_view punctuation_marks = "{}[]:,";

bool is_word(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_' ||
         character == '-' || character == '+' || character == '.';
}

class Lexer {
 public:
  Lexer(std::string_view text, int file, Faults& faults)
      : text_(text), faults_(faults), here_{file, 1, 1} {}

  std::vector<Token> run() {
    while (offset_ < text_.size()) step();
    add(Token::Kind::end, {}, here_, offset_);
    return std::move(tokens_);
  }

 private:
  char peek() const { return text_[offset_]; }
  bool done() const { return offset_ >= text_.size(); }

  void advance() {
    const char character = text_[offset_++];
    if (character == '\n') {
      ++here_.line;
      here_.column = 1;
    } else if (done() || !is_utf8_continuation(peek())) {
      ++here_.column;
    }
  }

  void step() {
    const char character = peek();
    if (character == '\n' || character == ' ' || character == '\t' || character == '\r') {
      advance();
    } else if (character == '#') {
      comment();
    } else if (character == '\'') {
      string();
    } else if (punctuation_marks.find(character) != std::string_view::npos) {
      const Position start = here_;
      const std::size_t offset = offset_;
      advance();
      add(Token::Kind::punctuation, std::string(1, character), start, offset);
    } else if (is_word(character)) {
      word();
    } else {
      stray();
    }
  }

  // A comment documents what follows if it has its lines to itself and no blank line between.
  void comment() {
    const bool alone = tokens_.empty() || tokens_.back().position.line != here_.line;
    if (here_.line != comment_line_ + 1) comment_.clear();
    const int line = here_.line;
    std::size_t start = offset_ + 1;
    while (!done() && peek() != '\n') advance();
    if (!alone) return;
    if (start < offset_ && text_[start] == ' ') ++start;
    std::string_view content = text_.substr(start, offset_ - start);
    while (!content.empty() && (content.back() == ' ' || content.back() == '\r')) {
      content.remove_suffix(1);
    }
    comment_ += content;
    comment_ += '\n';
    comment_line_ = line;
  }

  void string() {
    const Position start = here_;
    const std::size_t offset = offset_;
    std::string value;
    advance();
    while (!done() && peek() != '\'' && peek() != '\n') {
      if (peek() == '\\') {
        escape(value);
      } else {
        control_character();
        value += peek();
        advance();
      }
    }
    if (done() || peek() == '\n') {
      faults_.add(start, "the string " + quote(value) + " does not end on its line");
      flawed_ = true;
    } else {
      advance();
    }
    add(Token::Kind::string, std::move(value), start, offset);
  }

  void escape(std::string& value) {
    const Position start = here_;
    advance();
    if (done() || peek() == '\n') return;
    const char character = peek();
    if (character != '\'' && character != '\\') {
      faults_.add(start, "unknown escape " + quote(std::string{'\\', character}) +
                             ": only \\' and \\\\ are known");
    }
    value += character;
    advance();
  }

  void control_character() {
    const auto byte = static_cast<unsigned char>(peek());
    if (byte < 0x20 || byte == 0x7f) {
      faults_.add(here_, "control character " + quote(std::string{peek()}) + " in a string");
    }
  }

  void word() {
    const Position start = here_;
    const std::size_t offset = offset_;
    while (!done() && is_word(peek())) advance();
    add(Token::Kind::word, std::string(text_.substr(offset, offset_ - offset)), start, offset);
  }

  // Something that starts no token, one fault however long it is.
  void stray() {
    const Position start = here_;
    const std::size_t offset = offset_;
    const bool double_quotes = peek() == '"';
    while (!done() && peek() != '\n' && peek() != ' ' && peek() != '#' && peek() != '\'' &&
           punctuation_marks.find(peek()) == std::string_view::npos) {
      advance();
    }
    const std::string_view found = text_.substr(offset, offset_ - offset);
    faults_.add(start, "unexpected " + quote(found) +
                           (double_quotes ? ": strings stand in single quotes" : ""));
    flawed_ = true;
    add(Token::Kind::string, std::string(found), start, offset);
  }

  void add(Token::Kind kind, std::string text, Position position, std::size_t offset) {
    Token token{kind, std::move(text), position, {}, flawed_, offset, offset_};
    flawed_ = false;
    if (comment_line_ + 1 == position.line) token.comment = std::move(comment_);
    comment_.clear();
    tokens_.push_back(std::move(token));
  }

  std::string_view text_;
  Faults& faults_;
  Position here_;
  std::size_t offset_ = 0;
  std::string comment_;
  int comment_line_ = -1;
  bool flawed_ = false;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(const Source& source, int file, Faults& faults) {
  const std::size_t valid = valid_utf8_prefix(source.text);
  if (valid == source.text.size()) return Lexer(source.text, file, faults).run();
  Position position{file, 1, 1};
  for (const char character : std::string_view(source.text).substr(0, valid)) {
    if (character == '\n') {
      ++position.line;
      position.column = 1;
    } else if (!is_utf8_continuation(character)) {
      ++position.column;
    }
  }
  faults.add(position, "the byte " + quote(source.text.substr(valid, 1)) + " is not UTF-8");
  Token end;
  end.position = position;
  return {std::move(end)};
}

}  // namespace signalbox::schema
