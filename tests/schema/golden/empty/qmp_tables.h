/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#ifndef EMPTY_QMP_TABLES_H
#define EMPTY_QMP_TABLES_H

#include "empty/qmp_types.h"
#include "wire/codec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For generated code alone. */

#ifdef __cplusplus
}
#endif

#endif
