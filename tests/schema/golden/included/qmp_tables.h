/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#ifndef INCLUDED_QMP_TABLES_H
#define INCLUDED_QMP_TABLES_H

#include "included/qmp_types.h"
#include "wire/codec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For generated code alone. */

extern const wire_type included_wire_IncludedNote;

#ifdef __cplusplus
}
#endif

#endif
