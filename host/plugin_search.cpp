// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_search.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "host/plugin_refused.hpp"

namespace signalbox {

namespace fs = std::filesystem;

std::vector<fs::path> shipped_plugin_directories(const fs::path& program) {
  std::error_code error;
  const fs::path home = fs::canonical(program, error).parent_path().parent_path();
  std::vector<fs::path> directories;
  for (const fs::path& each : {home / "lib/signalbox/plugins", home / "plugins"}) {
    if (fs::is_directory(each, error)) directories.push_back(each);
  }
  return directories;
}

fs::path find_plugin(std::string_view name, const std::vector<fs::path>& directories) {
  const std::string file = std::string(name) + ".so";
  if (fs::path(file).has_parent_path() || name.empty()) {
    throw PluginRefused("'" + std::string(name) + "' is not the name of a plugin");
  }
  std::string looked_in;
  for (const fs::path& directory : directories) {
    std::error_code error;
    if (fs::exists(directory / file, error)) return directory / file;
    looked_in += (looked_in.empty() ? "" : ", ") + directory.string();
  }
  throw PluginRefused("there is no " + file + " in " +
                      (looked_in.empty() ? "any directory; set plugin-dir" : looked_in));
}

std::vector<fs::path> plugins_in(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator each(directory, error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    if (name.ends_with(".so") && !name.starts_with('.')) files.push_back(each->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace signalbox
