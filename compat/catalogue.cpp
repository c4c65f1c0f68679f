// SPDX-License-Identifier: Apache-2.0
#include "compat/catalogue.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>

#include "compat/program.hpp"

namespace signalbox {
namespace {

namespace json = boost::json;

std::vector<std::string> texts(const json::value& list) {
  std::vector<std::string> texts;
  for (const json::value& each : list.as_array()) texts.emplace_back(each.as_string());
  return texts;
}

CatalogueEntry entry_of(const json::object& file, const json::object& version) {
  CatalogueEntry entry;
  entry.client = std::string(file.at("client").as_string());
  entry.programs = texts(file.at("programs"));
  entry.version = std::string(version.at("version").as_string());
  entry.source = std::string(version.at("source").as_string());
  if (version.contains("handles")) entry.handles = texts(version.at("handles"));
  return entry;
}

bool is_program_of(const CatalogueEntry& entry, std::string_view path) {
  return std::find(entry.programs.begin(), entry.programs.end(), file_name(path)) !=
         entry.programs.end();
}

// "11.3.0-1", "11.3.0+dfsg" and "11.3.0 (Debian)" are builds of 11.3.0; "11.3.01" is not.
bool is_build_of(std::string_view declared, std::string_view version) {
  if (!declared.starts_with(version)) return false;
  const std::string_view rest = declared.substr(version.size());
  return rest.empty() || std::string_view("-+~ ").find(rest[0]) != std::string_view::npos;
}

}  // namespace

bool CatalogueEntry::handles_event(std::string_view event) const {
  return handles && std::find(handles->begin(), handles->end(), event) != handles->end();
}

std::vector<CatalogueEntry> read_catalogue_file(const EmbeddedFile& file) {
  std::vector<CatalogueEntry> entries;
  try {
    const json::object object = json::parse(file.text).as_object();
    for (const json::value& version : object.at("versions").as_array()) {
      entries.push_back(entry_of(object, version.as_object()));
    }
  } catch (const std::exception& error) {
    throw std::runtime_error("The catalogue's " + std::string(file.name) +
                             " cannot be read: " + error.what());
  }
  return entries;
}

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> all = [] {
    std::vector<CatalogueEntry> entries;
    for (const EmbeddedFile& file : catalogue_files()) {
      for (CatalogueEntry& each : read_catalogue_file(file)) entries.push_back(std::move(each));
    }
    return entries;
  }();
  return all;
}

const CatalogueEntry* find_in_catalogue(std::string_view path, std::string_view version) {
  for (const CatalogueEntry& each : catalogue()) {
    if (is_program_of(each, path) && is_build_of(version, each.version)) return &each;
  }
  return nullptr;
}

std::string known_versions(std::string_view path) {
  std::string versions;
  for (const CatalogueEntry& each : catalogue()) {
    if (!is_program_of(each, path)) continue;
    versions += (versions.empty() ? "" : ", ") + each.version;
  }
  return versions;
}

}  // namespace signalbox
