/* SPDX-License-Identifier: Apache-2.0 */
#include "signalbox/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Part of the ABI: whoever holds an Error reads these members and frees it through them. */
struct Error {
    void (*free)(Error *error);
    char *description;
    char class_name[]; /* and behind its NUL the description */
};

static void free_error(Error *error) {
    free(error);
}

void error_set(Error **errp, const char *error_class, const char *format, ...) {
    if (!errp) return;

    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int printed = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);

    const size_t class_size = strlen(error_class) + 1;
    const size_t description_size = printed < 0 ? 1 : (size_t)printed + 1;
    Error *error = malloc(sizeof *error + class_size + description_size);
    if (!error) abort();
    error->free = free_error;
    error->description = error->class_name + class_size;
    memcpy(error->class_name, error_class, class_size);
    error->description[0] = '\0';
    if (printed >= 0) vsnprintf(error->description, description_size, format, again);
    va_end(again);
    *errp = error;
}

void error_propagate(Error **errp, Error *error) {
    if (!error) return;
    if (errp && !*errp) {
        *errp = error;
    } else {
        error_free(error);
    }
}

/* An error whose maker left the class empty is a GenericError. */
const char *error_class(const Error *error) {
    return error->class_name[0] ? error->class_name : "GenericError";
}

const char *error_description(const Error *error) {
    return error->description;
}

void error_free(Error *error) {
    if (error) error->free(error);
}
