// SPDX-License-Identifier: Apache-2.0
#include "cli/schema_file.hpp"

#include "schema/check.hpp"
#include "schema/load.hpp"

namespace signalbox::cli {

std::optional<schema::Schema> read_schema(
    const std::filesystem::path& file,
    const std::vector<std::filesystem::path>& include_directories, std::ostream& out) {
  schema::Sources sources;
  schema::Faults faults;
  const schema::Loaded loaded = schema::load(file, include_directories, sources, faults);
  schema::Schema schema = schema::checked(loaded, faults);
  if (faults.empty()) return schema;
  faults.print(out, sources);
  return std::nullopt;
}

}  // namespace signalbox::cli
