// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "compat/baseline.hpp"
#include "compat/verdict.hpp"

namespace signalbox::cli {

// Compares the clients that stand in the way with a baseline file, of which only what is about the
// items of `verdicts` counts, and which may have fingerprints of earlier releases (`former`: what
// each is now). Throws std::runtime_error.
BaselineDifference check_baseline(const std::string& file,
                                  const std::map<std::string, std::string>& former,
                                  const std::vector<ItemVerdict>& verdicts);

// A line for each difference; an object with the lists "added" and "vanished".
void tell(std::ostream& out, const BaselineDifference& difference);
boost::json::object json_of(const BaselineDifference& difference);

// 13 for new clients, else 14 for vanished ones, else 0.
int baseline_exit_code(const BaselineDifference& difference);

}  // namespace signalbox::cli
