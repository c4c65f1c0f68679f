// SPDX-License-Identifier: Apache-2.0
// Made by qmpc from empty.json; changes are lost.
#pragma once

#include <utility>

#include "empty/qmp_events.h"
#include "signalbox/scoped_connection.hpp"

// The events of C as objects. Slots may be lambdas; an event closes itself. [any thread]
namespace empty {}  // namespace empty
