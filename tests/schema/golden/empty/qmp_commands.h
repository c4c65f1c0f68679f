/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#ifndef EMPTY_QMP_COMMANDS_H
#define EMPTY_QMP_COMMANDS_H

#include "empty/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
