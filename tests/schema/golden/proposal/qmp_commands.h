/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from proposal.json; changes are lost. */
#ifndef PROPOSAL_QMP_COMMANDS_H
#define PROPOSAL_QMP_COMMANDS_H

#include "proposal/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#endif
