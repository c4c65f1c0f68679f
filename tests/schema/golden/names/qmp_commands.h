/* SPDX-License-Identifier: Apache-2.0 */
/* Made by qmpc from names.json; changes are lost. */
#ifndef NAMES_QMP_COMMANDS_H
#define NAMES_QMP_COMMANDS_H

#include "names/qmp_types.h"
#include "signalbox/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For the plugin to define. Arguments are lent for the call; an optional one that is absent is NULL
 * or has `has_` false. What is returned is made with malloc() and taken over; a text of a type
 * `any` is JSON. A failure sets *errp. */

char *qmp_operator_(const char *result, const char *arguments, const char *reply, const char *error,
                    Error **errp);

HTTPStatusKindList *qmp_a_command_whose_name_is_rather_long(const char *first, bool has_second,
                                                            int64_t second, Error **errp);

#ifdef __cplusplus
}
#endif

#endif
