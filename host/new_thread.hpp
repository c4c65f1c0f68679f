// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <thread>

namespace signalbox {

// Why new_thread() has made none, for errors.
inline constexpr std::string_view kNoThread =
    "no thread can be made; raise the limit on processes, RLIMIT_NPROC or pids.max";

// A thread that runs `function`. Where the system lets no more threads be made, it is one that is
// not joinable, and the log says so, once a minute at most. [any thread]
std::thread new_thread(std::function<void()> function);

}  // namespace signalbox
