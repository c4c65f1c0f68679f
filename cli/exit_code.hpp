// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace signalbox {

// What a script learns from `signalbox`. See docs/command-line.md and docs/ledger.md.
inline constexpr int kExitPass = 0;
inline constexpr int kExitError = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitRefused = 3;        // the host answered with an error, or a check failed
inline constexpr int kExitInUse = 10;         // somebody needs an item
inline constexpr int kExitUnproven = 11;      // nothing decisive is known of somebody who has it
inline constexpr int kExitUnknown = 12;       // too little was seen to say
inline constexpr int kExitNewPair = 13;       // a client that is not in the baseline
inline constexpr int kExitVanishedPair = 14;  // one that is there in vain
inline constexpr int kExitDiffer = 15;        // compare: old and new are not the same
inline constexpr int kExitPending = 16;       // the ledger is of an older version
inline constexpr int kExitNewer = 17;         // the ledger is of a newer version than this program
inline constexpr int kExitNotExercised = 18;  // compare: nothing was compared

}  // namespace signalbox
