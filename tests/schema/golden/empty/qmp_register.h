/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from empty.json; changes are lost. */
#ifndef EMPTY_QMP_REGISTER_H
#define EMPTY_QMP_REGISTER_H

#include "empty/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For signalbox_plugin.schema. */
extern const signalbox_schema empty_schema;

/* Hands all accessors and commands to the host. false with *errp set if a name is taken.
 * [inside create()] */
bool empty_register(const signalbox_host *host, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
