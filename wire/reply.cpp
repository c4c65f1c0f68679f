// SPDX-License-Identifier: Apache-2.0
#include "wire/reply.hpp"

#include <utility>

#include "wire/print.hpp"

namespace signalbox {

namespace {

constexpr std::string_view kReturn = R"({"return": )";
constexpr std::string_view kIdBehind = R"(, "id": )";
constexpr std::string_view kIdFirst = R"({"id": )";
constexpr std::string_view kEnd = "}\r\n";

void append_fault(std::string& out, std::string_view error_class, std::string_view description) {
  out.append(R"("error": {"class": )").append(quote(error_class));
  out.append(R"(, "desc": )").append(quote(description)).append("}").append(kEnd);
}

}  // namespace

void append_success(std::string& out, std::string_view value, std::string_view id) {
  out.reserve(out.size() + value.size() + id.size() + 32);
  out.append(kReturn).append(value);
  if (!id.empty()) out.append(kIdBehind).append(id);
  out.append(kEnd);
}

void append_error(std::string& out, std::string_view error_class, std::string_view description,
                  std::string_view id) {
  if (id.empty()) {
    out += '{';
  } else {
    out.append(kIdFirst).append(id).append(", ");
  }
  append_fault(out, error_class, description);
}

std::vector<std::string> success_in_pieces(std::string&& value, std::string&& id) {
  std::vector<std::string> pieces;
  pieces.emplace_back(kReturn);
  pieces.push_back(std::move(value));
  if (!id.empty()) {
    pieces.emplace_back(kIdBehind);
    pieces.push_back(std::move(id));
  }
  pieces.emplace_back(kEnd);
  return pieces;
}

std::vector<std::string> error_in_pieces(std::string_view error_class, std::string_view description,
                                         std::string&& id) {
  std::vector<std::string> pieces;
  std::string fault = id.empty() ? "{" : ", ";
  append_fault(fault, error_class, description);
  if (!id.empty()) {
    pieces.emplace_back(kIdFirst);
    pieces.push_back(std::move(id));
  }
  pieces.push_back(std::move(fault));
  return pieces;
}

}  // namespace signalbox
