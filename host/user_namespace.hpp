// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

namespace signalbox {

// Returns whether `uid` stands for all users that this process's user namespace has no number for,
// so that it names nobody in particular: user_namespaces(7).
bool is_unmapped(uid_t uid);

}  // namespace signalbox
