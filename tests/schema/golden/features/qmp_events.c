/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#include "features/qmp_events.h"

#include <stddef.h>

#include "features/qmp_tables.h"
#include "signalbox/event.h"

void tree_felled_event_close(TreeFelledEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int tree_felled_event_connect(TreeFelledEvent *event, TreeFelledEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void tree_felled_event_signal(TreeFelledEvent *event) {
    signalbox_event_emit(&event->connections, features_invoke_tree_felled_event, NULL);
}

void tree_felled_event_disconnect(TreeFelledEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}

void vnc_tree_event_close(VNCTreeEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int vnc_tree_event_connect(VNCTreeEvent *event, VNCTreeEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void vnc_tree_event_signal(VNCTreeEvent *event, const TreeNode *node, bool has_colour,
                           PaintColour colour, const char *event_, int64_t opaque_,
                           const char *extra, const IncludedNoteList *notes) {
    const struct vnc_tree_event_data in_ = {
        .node = node,
        .has_colour = has_colour,
        .colour = colour,
        .event = event_,
        .opaque = opaque_,
        .extra = extra,
        .notes = notes,
    };
    signalbox_event_emit(&event->connections, features_invoke_vnc_tree_event, &in_);
}

void vnc_tree_event_disconnect(VNCTreeEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}

void reset_event_close(ResetEvent *event) {
    signalbox_event_close(&event->connections, "device-removed");
}

int reset_event_connect(ResetEvent *event, ResetEventFunc *cb, void *opaque) {
    return signalbox_event_connect(&event->connections, (signalbox_slot *)cb, opaque);
}

void reset_event_signal(ResetEvent *event) {
    signalbox_event_emit(&event->connections, features_invoke_reset_event, NULL);
}

void reset_event_disconnect(ResetEvent *event, int handle) {
    signalbox_event_disconnect(&event->connections, handle);
}
