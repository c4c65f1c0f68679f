// SPDX-License-Identifier: Apache-2.0
#include "host/thrown.hpp"

#include <cxxabi.h>

#include <exception>

#include "host/log.hpp"

namespace signalbox {

std::string thrown_text() {
  try {
    throw;
  } catch (const std::exception& thrown) {
    return thrown.what();
  } catch (const abi::__forced_unwind&) {
    throw;
  } catch (...) {
    return "something that is no std::exception";
  }
}

void run_logged(const std::string& plugin, const char* function, const std::function<void()>& run) {
  try {
    run();
  } catch (...) {
    log_of_plugin(LogLevel::error, plugin,
                  "plugin '" + plugin + "': " + function + "() threw: " + thrown_text());
  }
}

void run_with_error(const char* function, Error** error, const std::function<void()>& run) {
  try {
    run();
  } catch (...) {
    const std::string thrown = thrown_text();
    if (*error == nullptr)
      error_set(error, "GenericError", "%s() threw: %s", function, thrown.c_str());
  }
}

}  // namespace signalbox
