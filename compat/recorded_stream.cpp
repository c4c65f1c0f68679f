// SPDX-License-Identifier: Apache-2.0
#include "compat/recorded_stream.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include "wire/recording.hpp"

namespace signalbox {

RecordedStream::RecordedStream(std::istream& input, const std::string& file) {
  RecordingReader reader(input, file);
  std::map<std::uint64_t, std::size_t> roots;  // by emission number
  while (const auto line = reader.next()) {
    lines_.push_back({line->json().text(), std::nullopt});
    const auto event = line->event();
    if (!event) continue;
    const auto number = roots.find(event->number);  // of one emission there may be several events
    const auto cause = roots.find(event->cause);
    const bool goes_on = event->number != 0 && number != roots.end();
    const bool is_caused = event->cause != 0 && cause != roots.end();
    const std::size_t root = goes_on ? number->second : is_caused ? cause->second : roots_++;
    if (event->number != 0) roots[event->number] = root;
    lines_.back().root = root;
  }
}

std::string RecordedStream::with(const std::vector<std::size_t>& kept) const {
  std::string text;
  for (const Line& each : lines_) {
    if (each.root && !std::binary_search(kept.begin(), kept.end(), *each.root)) continue;
    text.append(each.text).append("\n");
  }
  return text;
}

}  // namespace signalbox
