// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace signalbox {

// What is left of something that fails when it was made as small as it goes.
struct Shrunk {
  std::vector<std::size_t> kept;  // indices of the parts, rising
  std::size_t tries = 0;
  bool fails = false;       // the whole does; else nothing was left out
  bool is_minimal = false;  // no single part can be left out; false if the tries did not suffice
};

// Whether the parts of these indices, and no others, still fail in the same way. The same answer
// for the same parts.
using StillFails = std::function<bool(const std::vector<std::size_t>& parts)>;

// Leaves out what it can of `count` parts, in an order that depends on nothing but the answers:
// delta debugging, the algorithm ddmin of Zeller and Hildebrandt, "Simplifying and Isolating
// Failure-Inducing Input" (IEEE TSE 28, 2002). Asks at most `max_tries` times, never twice for the
// same parts.
Shrunk shrink(std::size_t count, const StillFails& still_fails, std::size_t max_tries);

// The same of these parts, where parts that are equal can stand for each other: a hundred equal
// steps cost no more tries than one.
Shrunk shrink(const std::vector<std::string>& parts, const StillFails& still_fails,
              std::size_t max_tries);

}  // namespace signalbox
