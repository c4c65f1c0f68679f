// SPDX-License-Identifier: Apache-2.0
// Any text is a schema that compiles or one with faults.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "schema/check.hpp"
#include "schema/load.hpp"
#include "schema/outputs.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace signalbox::schema;
  std::string text(reinterpret_cast<const char*>(bytes), size);
  if (text.find("'include'") != std::string::npos) return 0;  // would open files of its choice
  Sources sources;
  Faults faults;
  const Schema schema = checked(load_text("fuzz.json", std::move(text), sources, faults), faults);
  std::ostringstream printed;
  faults.print(printed, sources);
  if (faults.empty() != printed.str().empty()) std::abort();
  if (faults.empty()) outputs_of({schema, "fuzz", "fuzz.json"});
  return 0;
}
