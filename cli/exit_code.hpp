// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// What a script learns from `signalbox`. See docs/ledger.md.
inline constexpr int kExitPass = 0;
inline constexpr int kExitError = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNewer = 17;  // the ledger is of a newer version than this program

}  // namespace signalbox
