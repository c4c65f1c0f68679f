// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "host/registry.hpp"

namespace signalbox {

class Host;

// The accessor emission-event of the admin endpoint, {"machine": "vm1"}: what became of each
// emission of a machine. `host` outlives it. [loop]
std::shared_ptr<const OfferedAccessor> emission_accessor(Host& host);

}  // namespace signalbox
