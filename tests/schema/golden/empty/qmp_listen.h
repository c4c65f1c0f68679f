/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#ifndef EMPTY_QMP_LISTEN_H
#define EMPTY_QMP_LISTEN_H

#include "empty/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
