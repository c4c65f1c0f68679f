/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#ifndef FEATURES_QMP_EVENTS_H
#define FEATURES_QMP_EVENTS_H

#include "features/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For each event FOO: foo_close() ends its connections, before the memory goes; foo_connect()
 * returns a positive handle for foo_disconnect(); foo_signal() calls every slot. [any thread] */
struct signalbox_event;

/* No data. */
typedef struct TreeFelledEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} TreeFelledEvent;
void tree_felled_event_close(TreeFelledEvent *event);
int tree_felled_event_connect(TreeFelledEvent *event, TreeFelledEventFunc *cb, void *opaque);
void tree_felled_event_signal(TreeFelledEvent *event);
void tree_felled_event_disconnect(TreeFelledEvent *event, int handle);

/* Data of every kind. */
typedef struct VNCTreeEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} VNCTreeEvent;
void vnc_tree_event_close(VNCTreeEvent *event);
int vnc_tree_event_connect(VNCTreeEvent *event, VNCTreeEventFunc *cb, void *opaque);
void vnc_tree_event_signal(VNCTreeEvent *event, const TreeNode *node, bool has_colour,
                           PaintColour colour, const char *event_, int64_t opaque_,
                           const char *extra, const IncludedNoteList *notes);
void vnc_tree_event_disconnect(VNCTreeEvent *event, int handle);

typedef struct ResetEvent {
    struct signalbox_event *connections; /* private; all zero: none */
} ResetEvent;
void reset_event_close(ResetEvent *event);
int reset_event_connect(ResetEvent *event, ResetEventFunc *cb, void *opaque);
void reset_event_signal(ResetEvent *event);
void reset_event_disconnect(ResetEvent *event, int handle);

/* The accessors, for the plugin to define: each returns the signal that its arguments name, or
 * NULL with *errp set. [machine thread] */

TreeFelledEvent *qmp_tree_felled_event(const char *device, bool has_colour, PaintColour colour,
                                       Error **errp);

VNCTreeEvent *qmp_vnc_tree_event(Error **errp);

ResetEvent *qmp_reset_event(Error **errp);

#ifdef __cplusplus
}
#endif

#endif
