/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef FEATURES_QMP_LISTEN_H
#define FEATURES_QMP_LISTEN_H

#include "features/qmp_types.h"
#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Each calls `cb` with every emission of a signal of this plugin, from now on or from when it
 * appears, until host->unlisten(). For other plugins of the machine. [machine thread] */

signalbox_listening *tree_felled_event_listen(const signalbox_host *host, const char *device,
                                              bool has_colour, PaintColour colour,
                                              TreeFelledEventFunc *cb, void *opaque);

signalbox_listening *vnc_tree_event_listen(const signalbox_host *host, VNCTreeEventFunc *cb,
                                           void *opaque);

signalbox_listening *reset_event_listen(const signalbox_host *host, ResetEventFunc *cb,
                                        void *opaque);

#ifdef __cplusplus
}
#endif

#endif
