// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "client/libqmp.h"

// Functions of signalbox/error.h that libqmp.h does not offer to its users.
extern "C" {

// Sets *errp to a new Error; does nothing if errp is NULL. `format` is printf's.
LIBQMP_EXPORT void error_set(Error** errp, const char* error_class, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

// Hands `error` on to errp, or frees it where errp is NULL or already set.
LIBQMP_EXPORT void error_propagate(Error** errp, Error* error);
}
