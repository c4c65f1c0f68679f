/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#include "included/qmp_events.h"

#include <stddef.h>

#include "included/qmp_tables.h"
#include "signalbox/event.h"
