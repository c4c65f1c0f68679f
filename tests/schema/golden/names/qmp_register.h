/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef NAMES_QMP_REGISTER_H
#define NAMES_QMP_REGISTER_H

#include "names/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For signalbox_plugin.schema. */
extern const signalbox_schema names_schema;

/* Hands all accessors and commands to the host. false with *errp set if a name is taken.
 * [inside create()] */
bool names_register(const signalbox_host *host, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
