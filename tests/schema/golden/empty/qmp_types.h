/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#ifndef EMPTY_QMP_TYPES_H
#define EMPTY_QMP_TYPES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
