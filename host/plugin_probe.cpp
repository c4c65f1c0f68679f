// SPDX-License-Identifier: Apache-2.0
#include "host/plugin_probe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include "host/end_with_parent.hpp"
#include "host/plugin_code.hpp"
#include "host/plugin_refused.hpp"

namespace signalbox {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t max_reason_bytes = 4096;
constexpr std::string_view accepted = "accepted";

[[noreturn]] void refuse(const fs::path& origin, const std::string& why) {
  throw PluginRefused(origin.string() + ": " + why);
}

// What a link to a running program leads to: valgrind shows itself as /proc/self/exe to everybody
// but who reads the link. The link itself, once that file was removed or replaced.
fs::path started_from(const fs::path& program) {
  std::error_code error;
  const fs::path file = fs::read_symlink(program, error);
  return !error && fs::exists(file, error) ? file : program;
}

// A child process and the end of its standard output. Ends the child if it still runs.
class Child {
 public:
  Child(const fs::path& program, const fs::path& file, const fs::path& origin) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail(origin, errno);
    output_ = ends[0];
    std::string words[] = {program.string(), "--probe-plugin", file.string(), origin.string()};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                         nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int error = posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error != 0) {
      close(output_);
      fail(origin, error);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  ~Child() {
    if (pid_ > 0) kill(pid_, SIGKILL), wait();
    close(output_);
  }

  // All that it prints until it closes its output, or nothing if it does not within the limit.
  bool read(std::string& text, std::chrono::milliseconds limit) const {
    const auto deadline = Clock::now() + limit;
    while (text.size() < max_reason_bytes) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
      pollfd waiting = {output_, POLLIN, 0};
      const int ready = poll(&waiting, 1, static_cast<int>(std::max<long>(left.count(), 0)));
      if (ready == 0) return false;
      char bytes[512];
      const ssize_t count = ready < 0 ? -1 : ::read(output_, bytes, sizeof bytes);
      if (count == 0) return true;
      if (count > 0) text.append(bytes, static_cast<std::size_t>(count));
      if (count < 0 && errno != EINTR) return false;
    }
    return true;
  }

  // Its exit status, as waitpid() tells it.
  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = -1;
    return status;
  }

 private:
  [[noreturn]] static void fail(const fs::path& origin, int error) {
    refuse(origin, "cannot be tried in a child process: " + std::generic_category().message(error));
  }

  pid_t pid_ = -1;
  int output_ = -1;
};

}  // namespace

void probe_plugin(const fs::path& program, const fs::path& file, const fs::path& origin,
                  std::chrono::milliseconds limit) {
  Child child(started_from(program), file, origin);
  std::string text;
  if (!child.read(text, limit)) {
    refuse(origin, "loading it takes longer than " + std::to_string(limit.count()) +
                       " ms; look for what its static constructors wait");
  }
  const int status = child.wait();
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    refuse(origin, std::string("loading it ends the process with SIG") + sigabbrev_np(number) +
                       " (" + sigdescr_np(number) + "); look at its static constructors");
  }
  if (text == accepted) return;
  if (text.empty()) {
    refuse(origin, "loading it ends the process with exit status " +
                       std::to_string(WEXITSTATUS(status)) + "; look at its static constructors");
  }
  throw PluginRefused(text);
}

void run_plugin_probe(const fs::path& file, const fs::path& origin) {
  end_with_parent(STDOUT_FILENO);
  // The parent reads until the last copy of this descriptor is closed.
  const int answer = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  std::string text(accepted);
  try {
    const PluginCode code(file, origin);
    if (write(answer, text.data(), text.size()) < 0) _exit(1);
    _exit(0);
  } catch (const PluginRefused& refusal) {
    text = refusal.what();
  }
  if (write(answer, text.data(), text.size()) < 0) _exit(1);
  _exit(1);
}

}  // namespace signalbox
