/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIGNALBOX_ERROR_H
#define SIGNALBOX_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* Why a call failed, as it travels to a QMP client: a class and a description.
 *
 * A function that takes `Error **errp` sets *errp on failure and leaves it alone on success.
 * errp may be NULL: the caller does not want to know. *errp must be NULL when it is handed in.
 * The caller owns what it gets and ends it with error_free(); since an Error frees itself with
 * its maker's code, it may cross from one shared object to another. [any thread] */
typedef struct Error Error;

/* Sets *errp to a new Error; does nothing if errp is NULL. `error_class` is one of QMP's five
 * (QEMU qapi/error.json): "GenericError", "CommandNotFound", "DeviceNotActive",
 * "DeviceNotFound", "KVMMissingCap". `format` is printf's. */
void error_set(Error **errp, const char *error_class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Hands `error` on to errp, or frees it where errp is NULL or already set. */
void error_propagate(Error **errp, Error *error);

/* Valid as long as `error` is. */
const char *error_class(const Error *error);
const char *error_description(const Error *error);

/* NULL is ignored. */
void error_free(Error *error);

#ifdef __cplusplus
}
#endif

#endif
