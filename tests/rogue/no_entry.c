/* SPDX-License-Identifier: Apache-2.0 */
/* A shared object, but no plugin. */
int no_entry(void);

__attribute__((visibility("default"))) int no_entry(void) {
    return 0;
}
