// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace signalbox {

// The rule for a machine's name, as errors print it. The name stands in the log, in metrics and in
// the ledger.
inline constexpr std::string_view kMachineNames =
    "a machine's name is valid UTF-8 of at most 128 bytes without control characters";

// Text that would act on a terminal counts as a control character (wire/printable.hpp).
bool may_be_machine_name(std::string_view name);

}  // namespace signalbox
