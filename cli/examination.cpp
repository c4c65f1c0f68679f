// SPDX-License-Identifier: Apache-2.0
#include "cli/examination.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <boost/json.hpp>

#include "cli/plugin_trial.hpp"
#include "cli/pretty.hpp"
#include "cli/shared_object.hpp"
#include "host/elf_check.hpp"
#include "host/end_with_parent.hpp"
#include "host/private_copy.hpp"

namespace signalbox::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Grade = Finding::Grade;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::vector<Finding> symbols_of(const fs::path& file, const fs::path& origin) {
  check_elf(file, origin);
  const SharedObject object = read_shared_object(file, origin);
  std::vector<Finding> found;
  std::vector<std::string> others = object.exports;
  if (std::erase(others, "signalbox_plugin_entry") == 0) {
    return {{Grade::fault, "symbols", "it does not export signalbox_plugin_entry"}};
  }
  found.push_back({Grade::ok, "symbols",
                   object.needs.empty() ? "needs no library" : "needs " + joined(object.needs)});
  if (!others.empty()) {
    found.push_back({Grade::warning, "symbols",
                     "it also exports " + joined(others) + "; link it with plugin.map"});
  }
  if (!object.unique.empty()) {
    found.push_back({Grade::warning, "symbols",
                     "unique symbols keep it mapped; compile it with -fno-gnu-unique"});
  }
  return found;
}

// The other process's side: one line of JSON for each step and finding.
[[noreturn]] void try_and_tell(const fs::path& file, const std::string& configuration, int answer) {
  end_with_parent(answer);
  const auto tell = [answer](const boost::json::object& line) {
    const std::string text = plain(line) + '\n';
    if (write(answer, text.data(), text.size()) < 0) _exit(1);
  };
  dup2(STDERR_FILENO, STDOUT_FILENO);  // what the plugin prints
  try_plugin(
      file, configuration,
      [&](const std::string& step) {
        tell({{"step", step}});
      },
      [&](const Finding& each) {
        tell({{"grade", static_cast<int>(each.grade)},
              {"subject", each.subject},
              {"text", each.text}});
      });
  tell({{"step", "end"}});
  _exit(0);  // without the plugin's destructors, which are not ours to judge
}

// All that comes until the other end is closed. False if that takes too long.
bool read_all(int fd, std::chrono::seconds limit, std::string& text) {
  const auto deadline = Clock::now() + limit;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd waiting = {fd, POLLIN, 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::max<long>(left.count(), 0)));
    if (ready == 0) return false;
    char bytes[4096];
    const ssize_t count = ready < 0 ? -1 : read(fd, bytes, sizeof bytes);
    if (count == 0) return true;
    if (count > 0) text.append(bytes, static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) return true;
  }
}

std::string end_of(int status) {
  if (!WIFSIGNALED(status)) return "exits with status " + std::to_string(WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  return std::string("SIG") + sigabbrev_np(number) + " (" + sigdescr_np(number) + ")";
}

// What the lines of the other process say, and what its end does.
std::vector<Finding> findings_in(const std::string& text, bool in_time, int status,
                                 std::chrono::seconds limit) {
  std::vector<Finding> found;
  std::string step;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const boost::json::object each = boost::json::parse(line).as_object();
    if (const auto* const name = each.if_contains("step")) {
      step = std::string(name->as_string());
    } else {
      found.push_back({static_cast<Grade>(each.at("grade").as_int64()),
                       std::string(each.at("subject").as_string()),
                       std::string(each.at("text").as_string())});
    }
  }
  if (!in_time) {
    found.push_back(
        {Grade::fault, step, "it takes longer than " + std::to_string(limit.count()) + " s"});
  } else if (step != "end") {
    found.push_back({Grade::fault, step, "it ends the process: " + end_of(status)});
  }
  return found;
}

std::vector<Finding> trial_of(const fs::path& file, const std::string& configuration,
                              std::chrono::seconds limit) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    close(ends[0]);
    try_and_tell(file, configuration, ends[1]);
  }
  close(ends[1]);
  std::string text;
  const bool in_time = read_all(ends[0], limit, text);
  close(ends[0]);
  if (!in_time) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return findings_in(text, in_time, status, limit);
}

}  // namespace

std::vector<Finding> examine_plugin(const fs::path& file, const std::string& configuration,
                                    std::chrono::seconds limit) {
  std::vector<Finding> found;
  try {
    const PrivateCopy copy(file);
    found = symbols_of(copy.path(), file);
    if (found.front().grade == Grade::fault) return found;
    const std::vector<Finding> more = trial_of(copy.path(), configuration, limit);
    found.insert(found.end(), more.begin(), more.end());
    for (Finding& each : found) {  // the reader does not know the copy
      const std::string name = copy.path().string();
      const std::size_t at = each.text.find(name);
      if (at != std::string::npos) each.text.replace(at, name.size(), file.string());
    }
  } catch (const std::runtime_error& error) {
    found.push_back({Grade::fault, "file", error.what()});
  }
  return found;
}

}  // namespace signalbox::cli
