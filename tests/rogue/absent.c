/* SPDX-License-Identifier: Apache-2.0 */
/* The library that missing_library.c needs. */
void absent_function(void);

__attribute__((visibility("default"))) void absent_function(void) {}
