/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#ifndef INCLUDED_QMP_COMMANDS_H
#define INCLUDED_QMP_COMMANDS_H

#include "included/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
