// SPDX-License-Identifier: Apache-2.0
#include "schema/faults.hpp"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

namespace signalbox::schema {
namespace {

constexpr std::size_t longest_quotation = 60;

void print_line(std::ostream& out, const Sources& sources, Position position, const char* severity,
                const std::string& message) {
  out << sources.at(static_cast<std::size_t>(position.file)).path << ':' << position.line << ':'
      << position.column << ": " << severity << ": " << message << '\n';
}

}  // namespace

void Faults::add(Position position, std::string message) {
  last_counts_ = places_.insert(position).second;
  if (last_counts_) faults_.push_back({position, std::move(message), {}});
}

void Faults::note(Position position, std::string message) {
  if (!last_counts_) return;
  Fault& fault = faults_.back();
  if (fault.position.file == position.file && fault.position.line == position.line) return;
  fault.notes.push_back({position, std::move(message)});
}

void Faults::print(std::ostream& out, const Sources& sources) const {
  std::vector<const Fault*> sorted;
  for (const Fault& fault : faults_) sorted.push_back(&fault);
  std::ranges::stable_sort(sorted, {}, [](const Fault* fault) { return fault->position; });
  for (const Fault* fault : sorted) {
    print_line(out, sources, fault->position, "error", fault->message);
    for (const Note& note : fault->notes) {
      print_line(out, sources, note.position, "note", note.message);
    }
  }
}

std::string quote(std::string_view text) {
  static constexpr std::array hexadecimal = {'0', '1', '2', '3', '4', '5', '6', '7',
                                             '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  std::string result = "'";
  for (const char character : text) {
    if (result.size() > longest_quotation) return result + "…'";
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= 0x20 && byte < 0x7f) {
      result += character;
    } else {
      result += {'\\', 'x', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
    }
  }
  return result + "'";
}

}  // namespace signalbox::schema
