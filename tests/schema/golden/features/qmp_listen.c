/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from features.json; changes are lost. */
#include "features/qmp_listen.h"

#include <stdlib.h>

#include "features/qmp_tables.h"
#include "signalbox/event.h"

static bool decode_vnc_tree_event(const char *json, size_t length, void *data) {
    char *why = NULL;
    const bool decoded = wire_decode(json, length, &features_wire_vnc_tree_event_data, data, &why);
    free(why);
    return decoded;
}

static void release_vnc_tree_event(void *data) {
    wire_free(&features_wire_vnc_tree_event_data, data);
}

signalbox_listening *tree_felled_event_listen(const signalbox_host *host, const char *device,
                                              bool has_colour, PaintColour colour,
                                              TreeFelledEventFunc *cb, void *opaque) {
    const struct tree_felled_event_arguments in_ = {
        .device = device,
        .has_colour = has_colour,
        .colour = colour,
    };
    char *text_ = wire_encode(&features_wire_tree_felled_event_arguments, &in_, NULL);
    signalbox_listening *listening_ =
        signalbox_listen(host, "tree-felled-event", text_, NULL, 0, NULL,
                         features_invoke_tree_felled_event, (signalbox_slot *)cb, opaque);
    free(text_);
    return listening_;
}

signalbox_listening *vnc_tree_event_listen(const signalbox_host *host, VNCTreeEventFunc *cb,
                                           void *opaque) {
    return signalbox_listen(host, "vnc-tree-event", "{}", decode_vnc_tree_event,
                            sizeof(struct vnc_tree_event_data), release_vnc_tree_event,
                            features_invoke_vnc_tree_event, (signalbox_slot *)cb, opaque);
}

signalbox_listening *reset_event_listen(const signalbox_host *host, ResetEventFunc *cb,
                                        void *opaque) {
    return signalbox_listen(host, "reset-event", "{}", NULL, 0, NULL, features_invoke_reset_event,
                            (signalbox_slot *)cb, opaque);
}
