// SPDX-License-Identifier: Apache-2.0
#include "cli/host_candidates.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "cli/completion.hpp"
#include "cli/host_commands.hpp"
#include "cli/host_connection.hpp"
#include "cli/host_schema.hpp"
#include "cli/server_choice.hpp"

namespace signalbox::cli {

namespace {

std::vector<Candidate> without_meaning(std::vector<std::string> words) {
  std::vector<Candidate> found;
  for (std::string& each : words) found.push_back({std::move(each), {}});
  return found;
}

// COMMAND [NAME=VALUE]…
std::vector<Candidate> of_call(HostConnection& host, const std::vector<std::string>& words,
                               const std::string& begun) {
  std::string line;
  for (std::size_t at = 1; at < words.size(); ++at) line += words[at] + ' ';
  return without_meaning(completions(line + begun, command_names(host),
                                     words.size() == 1 ? HostSchema() : HostSchema::of(host)));
}

// SIGNAL [NAME=VALUE]… SIGNAL [NAME=VALUE]…
std::vector<Candidate> of_watch(HostConnection& host, const std::vector<std::string>& words,
                                const std::string& begun) {
  const std::vector<std::string> signals = signal_names(host);
  std::string line;
  for (auto each = words.begin() + 1; each != words.end(); ++each) {
    const bool is_argument = each->find('=') != std::string::npos;
    line = is_argument ? line + *each + ' ' : *each + "-connect ";
  }
  std::vector<std::string> found;
  if (!line.empty()) found = completions(line + begun, {}, HostSchema::of(host));
  std::copy_if(signals.begin(), signals.end(), std::back_inserter(found),
               [&begun](const std::string& each) {
                 return each.starts_with(begun) && can_be_offered(each);
               });
  return without_meaning(std::move(found));
}

}  // namespace

std::vector<Candidate> host_candidates(const std::string& subcommand,
                                       const std::vector<std::string>& given,
                                       const std::string& begun) {
  if (subcommand != "call" && subcommand != "watch") return {};
  const std::vector<std::string> words = with_socket(given);
  if (words.empty()) return {};
  HostConnection host(words.front(), std::chrono::seconds(1));
  host.negotiate(false);
  return subcommand == "call" ? of_call(host, words, begun) : of_watch(host, words, begun);
}

}  // namespace signalbox::cli
