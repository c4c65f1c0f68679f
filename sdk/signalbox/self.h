/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_SELF_H
#define SIGNALBOX_SELF_H

#include "signalbox/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The instance of the machine that the running command, accessor or listener is for, and the
 * host it was created by; NULL outside one. Set for the calling thread by generated code, since
 * the prototypes that a schema gives have no room for a context. */
void *signalbox_self(void);
const signalbox_host *signalbox_self_host(void);

#ifdef __cplusplus
}
#endif

#endif
