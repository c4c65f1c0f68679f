// SPDX-License-Identifier: Apache-2.0
#include "host/machine_named.hpp"

#include "host/host.hpp"

namespace signalbox {

Machine* machine_named(const Host& host, const char* name, Error** errp) {
  Machine* const machine = host.machine(name == nullptr ? "" : name);
  if (machine != nullptr) return machine;
  if (name == nullptr) {
    error_set(errp, "GenericError", "Parameter 'machine' is missing: there is not just one");
  } else {
    error_set(errp, "GenericError", "Machine '%s' not found", name);
  }
  return nullptr;
}

}  // namespace signalbox
