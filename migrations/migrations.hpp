// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace signalbox {

// One step of the ledger's schema, as migrations/NNNN_NAME.sql has it.
struct Migration {
  int number;  // 1, 2, …: the user_version of a file that has it
  std::string_view name;
  std::string_view sql;
  std::string_view sha256;  // of the .sql file, 64 hexadecimal digits
};

// All steps in their order, without a hole. Embedded when built; never changed once released.
std::span<const Migration> migrations();

}  // namespace signalbox
