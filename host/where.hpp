// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace signalbox {

// A client's condition on an event's data: each named scalar member equals one of some values.
// Numbers compare by value; a member that is missing never matches.
class Where {
 public:
  // One condition: the way to the member, ["client", "host"], and what it may be, as keys, each
  // once.
  struct Term {
    std::vector<std::string> path;
    std::vector<std::string> keys;
  };

  // `text` is what the client wrote as `where`, as JSON; empty: nothing. The terms are ordered by
  // path from then on.
  Where(std::vector<Term> terms, std::string text);

  const std::string& text() const { return text_; }
  const std::vector<Term>& terms() const { return terms_; }

  // The members that it looks at, one name for all conditions on the same ones.
  const std::string& members() const { return members_; }

  // How many combinations of values fulfil it: at least 1.
  std::size_t combination_count() const;

  // Bytes that it needs, and its place in an index of conditions.
  std::size_t memory() const;

  // A scalar as a text that is equal exactly for equal values; empty for what is none.
  static std::string key_of(const boost::json::value& value);

 private:
  std::vector<Term> terms_;
  std::string members_;
  std::string text_;
};

}  // namespace signalbox
