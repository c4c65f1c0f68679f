// SPDX-License-Identifier: Apache-2.0
// Any bytes in place of a ledger, and any patches of a good one, are read or refused.
#include <unistd.h>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include <SQLiteCpp/Database.h>

#include "compat/balance.hpp"
#include "compat/ledger_file.hpp"
#include "compat/ledger_view.hpp"

namespace {

const std::filesystem::path file =
    std::filesystem::temp_directory_path() / ("fuzz-ledger-" + std::to_string(::getpid()));

void remove_files() {
  for (const char* ending : {"", "-wal", "-shm", "-tally", "-journal"}) {
    std::filesystem::remove(file.string() + ending);
  }
}

std::string make_good_ledger() {
  signalbox::open_ledger(file).reset();
  std::ifstream stream(file, std::ios::binary);
  std::string good{std::istreambuf_iterator<char>(stream), {}};
  remove_files();
  return good;
}

// Three bytes a patch: where, as a 16-bit multiple of 8 or less, and what.
std::string patched(std::string ledger, const std::uint8_t* bytes, std::size_t size) {
  for (std::size_t i = 0; i + 3 <= size; i += 3) {
    const std::size_t place = (bytes[i] | bytes[i + 1] << 8) * std::size_t{3};
    if (place < ledger.size()) ledger[place] = static_cast<char>(bytes[i + 2]);
  }
  return ledger;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::string good = make_good_ledger();
  if (size == 0) return 0;
  const std::string contents =
      bytes[0] % 4 == 0 ? std::string(bytes + 1, bytes + size) : patched(good, bytes + 1, size - 1);
  std::ofstream(file, std::ios::binary) << contents;
  try {
    signalbox::imbalances(*signalbox::view_ledger(file));
    signalbox::open_ledger(file);
  } catch (const std::exception&) {
    // refused, which is an answer
  }
  remove_files();
  return 0;
}
