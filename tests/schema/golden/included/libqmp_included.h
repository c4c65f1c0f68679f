/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#ifndef LIBQMP_INCLUDED_H
#define LIBQMP_INCLUDED_H

#include "client/libqmp.h"
#include "included/qmp_types.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
