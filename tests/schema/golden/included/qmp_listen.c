/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#include "included/qmp_listen.h"

#include <stdlib.h>

#include "included/qmp_tables.h"
#include "signalbox/event.h"
