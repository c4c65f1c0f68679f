/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from included.json; changes are lost. */
#ifndef INCLUDED_QMP_REGISTER_H
#define INCLUDED_QMP_REGISTER_H

#include "included/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For signalbox_plugin.schema. */
extern const signalbox_schema included_schema;

/* Hands all accessors and commands to the host. false with *errp set if a name is taken.
 * [inside create()] */
bool included_register(const signalbox_host *host, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
