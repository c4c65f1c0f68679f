/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#ifndef LIBQMP_EMPTY_H
#define LIBQMP_EMPTY_H

#include "client/libqmp.h"
#include "empty/qmp_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
