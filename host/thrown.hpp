// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "signalbox/error.h"

namespace signalbox {

// The text of the exception that the calling `catch (...)` block handles, for the log and for a
// client. An end of the thread (pthread_exit, pthread_cancel) is no exception, and goes on.
// [any thread, inside a catch block]
std::string thrown_text();

// Runs a function of a plugin, which has no way to tell that it fails: the log names what it
// throws. `function` is its name in the ABI. [machine thread]
void run_logged(const std::string& plugin, const char* function, const std::function<void()>& run);

// Runs a function of a plugin that may fail: what it throws becomes `*error`, a GenericError.
// [machine thread]
void run_with_error(const char* function, Error** error, const std::function<void()>& run);

}  // namespace signalbox
