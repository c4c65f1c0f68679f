/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef FEATURES_QMP_REGISTER_H
#define FEATURES_QMP_REGISTER_H

#include "features/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For signalbox_plugin.schema. */
extern const signalbox_schema features_schema;

/* Hands all accessors and commands to the host. false with *errp set if a name is taken.
 * [inside create()] */
bool features_register(const signalbox_host *host, Error **errp);

/* The plugin's part of the configuration, to be freed with features_config_free(). NULL with
 * *errp set where it does not fit the schema. */
FeaturesConfig *features_config(const signalbox_host *host, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
