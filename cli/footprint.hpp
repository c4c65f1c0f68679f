// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace signalbox::cli {

// What this process holds at a moment.
struct Footprint {
  std::size_t bytes;  // from malloc(); 0 where a sanitizer has replaced it
  std::size_t descriptors;
  std::size_t threads;

  static Footprint now();

  // What this is more than `before`, shared out among `count` who are blamed for it; empty: nothing
  // that each of them could have left behind.
  std::string more_than(const Footprint& before, std::size_t count) const;
};

}  // namespace signalbox::cli
