// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace signalbox::cli {

struct SuiteOrder;

// What the watcher writes into the report pipe when all has ended.
struct SuiteReport {
  bool is_killed = false;
  int code = 0;  // what the suite returned, or the signal that killed it
  int left_behind = 0;
};

// What a forked process does to run a suite and to end all of it. `program` is who
// forked it, `output` and `report` are ends of pipes to write to. SIGTERM: the suite is asked to
// end and killed two seconds later; SIGINT, or the death of the parent: killed at once.
[[noreturn]] void watch_suite(const SuiteOrder& order, pid_t program, int output, int report);

}  // namespace signalbox::cli
