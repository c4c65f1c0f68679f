// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "signalbox/error.h"

namespace signalbox {

class Host;
class Machine;

// The machine that a command of the admin endpoint is about; without a name the only one. Null
// with *errp set: there is none, or there are several.
Machine* machine_named(const Host& host, const char* name, Error** errp);

}  // namespace signalbox
