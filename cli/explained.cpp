// SPDX-License-Identifier: Apache-2.0
#include "cli/explained.hpp"

#include <algorithm>
#include <exception>

#include "cli/did_you_mean.hpp"
#include "cli/host_commands.hpp"
#include "cli/host_schema.hpp"

namespace signalbox::cli {

namespace {

std::string nearest_argument(HostConnection& host, const std::vector<std::string>& words) {
  std::vector<std::string> known;
  const auto forms = HostSchema::of(host).arguments_of(words.front());
  if (!forms) return {};
  for (const ArgumentForm& each : *forms) known.push_back(each.name);
  for (std::size_t at = 1; at < words.size(); ++at) {
    const std::string name = words[at].substr(0, words[at].find_first_of(".:="));
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return did_you_mean(name, known);
  }
  return {};
}

}  // namespace

CommandRefused explained(const CommandRefused& refused, HostConnection& host,
                         const std::vector<std::string>& words,
                         const std::vector<std::string>& more) {
  std::string meant;
  if (refused.error_class == "CommandNotFound") {
    std::vector<std::string> known = known_commands(host);
    known.insert(known.end(), more.begin(), more.end());
    meant = did_you_mean(words.front(), known);
  } else if (words.size() > 1) {
    try {
      meant = nearest_argument(host, words);
    } catch (const std::exception&) {  // the refusal alone is told
    }
  }
  return {refused.error_class, refused.what() + meant};
}

}  // namespace signalbox::cli
