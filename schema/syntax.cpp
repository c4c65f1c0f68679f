// SPDX-License-Identifier: Apache-2.0
#include "schema/syntax.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace signalbox::schema {
namespace {

// The deepest schema in use nests five levels; a hundred keeps the stack small.
constexpr int deepest_nesting = 100;

std::string described(const Token& token) {
  return token.kind == Token::Kind::end ? "the end of the file" : quote(token.text);
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, Faults& faults) : tokens_(tokens), faults_(faults) {}

  std::vector<Node> run() {
    std::vector<Node> expressions;
    while (here().kind != Token::Kind::end) {
      start_ = index_;
      std::optional<Node> node;
      if (here().is('{') || here().is('[')) {
        node = value(0);
      } else {
        faults_.add(here().position, "expected an expression, which starts with '{' or '[', not " +
                                         described(here()));
      }
      if (node) {
        expressions.push_back(std::move(*node));
      } else {
        skip();
      }
    }
    return expressions;
  }

 private:
  const Token& here() const { return tokens_[index_]; }
  const Token& take() { return tokens_[index_++]; }

  void skip() {
    do {
      if (here().kind == Token::Kind::end) return;
      ++index_;
    } while (here().kind != Token::Kind::end &&
             !(here().position.column == 1 && (here().is('{') || here().is('['))));
  }

  std::nullopt_t expected(const char* what) {
    add("expected " + std::string(what) + ", not " + described(here()));
    return std::nullopt;
  }

  // Behind a flawed token of the same expression nothing is what it seems.
  void add(std::string message) {
    const auto begin = tokens_.begin() + static_cast<std::ptrdiff_t>(start_);
    const auto end = tokens_.begin() + static_cast<std::ptrdiff_t>(index_);
    if (std::none_of(begin, end, [](const Token& token) { return token.flawed; })) {
      faults_.add(here().position, std::move(message));
    }
  }

  std::optional<Node> value(int depth) {
    Node node;
    node.position = here().position;
    node.comment = here().comment;
    node.offset = here().offset;
    if (here().kind == Token::Kind::string) {
      node.text = here().text;
    } else if (here().kind == Token::Kind::word) {
      if (here().text != "true" && here().text != "false") {
        return expected("a string, true, false, a list or an object");
      }
      node.kind = Node::Kind::boolean;
      node.text = here().text;
    } else if (here().is('[') || here().is('{')) {
      return sequence(std::move(node), depth);
    } else {
      return expected("a value");
    }
    node.end = take().end;
    return node;
  }

  std::optional<Node> sequence(Node node, int depth) {
    if (depth == deepest_nesting) {
      faults_.add(here().position, quote(here().text) + " is nested too deeply: more than " +
                                       std::to_string(deepest_nesting) + " levels");
      return std::nullopt;
    }
    node.kind = here().is('{') ? Node::Kind::object : Node::Kind::list;
    const char close = take().text[0] == '{' ? '}' : ']';
    if (!here().is(close)) {
      for (;;) {
        std::optional<Node> item =
            node.is(Node::Kind::object) ? member(depth + 1) : value(depth + 1);
        if (!item) return std::nullopt;
        node.items.push_back(std::move(*item));
        if (!here().is(',')) break;
        ++index_;
        if (here().is(close)) {
          add("a comma stands before " + described(here()));
          return std::nullopt;
        }
      }
    }
    if (!here().is(close)) return expected(close == '}' ? "',' or '}'" : "',' or ']'");
    node.end = take().end;
    return node;
  }

  std::optional<Node> member(int depth) {
    if (here().kind != Token::Kind::string) return expected("a name in single quotes");
    const Token& key = take();
    if (!here().is(':')) return expected("':'");
    ++index_;
    std::optional<Node> node = value(depth);
    if (!node) return std::nullopt;
    node->key = key.text;
    node->key_position = key.position;
    node->comment = key.comment;
    return node;
  }

  const std::vector<Token>& tokens_;
  Faults& faults_;
  std::size_t index_ = 0;
  std::size_t start_ = 0;  // of the expression
};

}  // namespace

std::string described(const Node& node) {
  switch (node.kind) {
    case Node::Kind::string: return quote(node.text);
    case Node::Kind::boolean: return node.text;
    case Node::Kind::list: return "a list";
    case Node::Kind::object: return "an object";
  }
  return {};
}

std::vector<Node> expressions_of(const std::vector<Token>& tokens, Faults& faults) {
  return Parser(tokens, faults).run();
}

}  // namespace signalbox::schema
