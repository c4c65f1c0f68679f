// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compat/embedded_file.hpp"

namespace signalbox {

// compat/catalogue/*.json
std::span<const EmbeddedFile> catalogue_files();

// What the source of one version of a known client says. Files are documented in docs/verdicts.md.
struct CatalogueEntry {
  std::string client;                 // "libvirt"
  std::vector<std::string> programs;  // names of files: "libvirtd"; empty: a library
  std::string version;
  std::string source;  // where it was read
  std::optional<std::vector<std::string>>
      handles;  // events; all others are dropped. None: it depends

  bool handles_event(std::string_view event) const;
};

// The entries of the embedded files.
const std::vector<CatalogueEntry>& catalogue();

// The entry for a program, by the path of its file or script, and the version that it declares,
// of which packaging ("11.3.0-1") is left out. Null: none.
const CatalogueEntry* find_in_catalogue(std::string_view path, std::string_view version);

// The versions of a program that are known: "9.0.0, 11.3.0". Empty: it is not known.
std::string known_versions(std::string_view path);

// Reads one file. Throws std::runtime_error, which names it, if it is not of the right form.
std::vector<CatalogueEntry> read_catalogue_file(const EmbeddedFile& file);

}  // namespace signalbox
