/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#include "included/libqmp_included.h"

#include <stddef.h>

#include "included/qmp_tables.h"
