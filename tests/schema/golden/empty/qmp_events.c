/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#include "empty/qmp_events.h"

#include <stddef.h>

#include "empty/qmp_tables.h"
#include "signalbox/event.h"
