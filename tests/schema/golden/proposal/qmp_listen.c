/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#include "proposal/qmp_listen.h"

#include <stdlib.h>

#include "proposal/qmp_tables.h"
#include "signalbox/event.h"

static bool decode_block_io_event(const char *json, size_t length, void *data) {
    char *why = NULL;
    const bool decoded = wire_decode(json, length, &proposal_wire_block_io_event_data, data, &why);
    free(why);
    return decoded;
}

static void release_block_io_event(void *data) {
    wire_free(&proposal_wire_block_io_event_data, data);
}

static bool decode_block_device_event(const char *json, size_t length, void *data) {
    char *why = NULL;
    const bool decoded =
        wire_decode(json, length, &proposal_wire_block_device_event_data, data, &why);
    free(why);
    return decoded;
}

static void release_block_device_event(void *data) {
    wire_free(&proposal_wire_block_device_event_data, data);
}

signalbox_listening *block_io_event_listen(const signalbox_host *host, BlockIOEventFunc *cb,
                                           void *opaque) {
    return signalbox_listen(host, "block-io-event", "{}", decode_block_io_event,
                            sizeof(struct block_io_event_data), release_block_io_event,
                            proposal_invoke_block_io_event, (signalbox_slot *)cb, opaque);
}

signalbox_listening *block_device_event_listen(const signalbox_host *host, const char *device,
                                               BlockDeviceEventFunc *cb, void *opaque) {
    const struct block_device_event_arguments in_ = {
        .device = device,
    };
    char *text_ = wire_encode(&proposal_wire_block_device_event_arguments, &in_, NULL);
    signalbox_listening *listening_ =
        signalbox_listen(host, "block-device-event", text_, decode_block_device_event,
                         sizeof(struct block_device_event_data), release_block_device_event,
                         proposal_invoke_block_device_event, (signalbox_slot *)cb, opaque);
    free(text_);
    return listening_;
}
