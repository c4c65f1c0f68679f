// SPDX-License-Identifier: Apache-2.0
#include "cli/suite_watcher.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string>
#include <vector>

#include "cli/suite.hpp"

namespace signalbox::cli {

namespace {

// What a suite has to end by itself when it is asked to.
constexpr timespec kGrace{.tv_sec = 2, .tv_nsec = 0};

// Signals have their defaults again, whatever the program does with them.
void reset_signals() {
  for (int each = 1; each < NSIG; ++each) signal(each, SIG_DFL);
}

void close_all_but(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned first = STDERR_FILENO + 1;
  for (const int each : kept) {
    const auto number = static_cast<unsigned>(each);
    if (number > first) close_range(first, number - 1, 0);
    first = number + 1;
  }
  close_range(first, ~0U, 0);
}

[[noreturn]] void become_suite(const SuiteOrder& order, int output) {
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  close_all_but(order.inherited);
  for (const int each : order.inherited) fcntl(each, F_SETFD, 0);
  for (const auto& [name, value] : order.environment) setenv(name.c_str(), value.c_str(), 1);
  if (chdir(order.directory.c_str()) != 0) {
    dprintf(STDERR_FILENO, "cannot enter '%s': %s\n", order.directory.c_str(), strerror(errno));
    _exit(127);
  }
  execl("/bin/sh", "sh", "-c", order.command.c_str(), static_cast<char*>(nullptr));
  dprintf(STDERR_FILENO, "cannot start a shell: %s\n", strerror(errno));
  _exit(127);
}

// The processes whose parent we are: what the suite has left falls to us.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  DIR* const processes = opendir("/proc");
  if (processes == nullptr) return found;
  while (const dirent* const entry = readdir(processes)) {
    const pid_t process = atoi(entry->d_name);
    if (process <= 0) continue;
    FILE* const stat = fopen(("/proc/" + std::string(entry->d_name) + "/stat").c_str(), "re");
    if (stat == nullptr) continue;
    char text[1024];
    const std::size_t length = fread(text, 1, sizeof text - 1, stat);
    fclose(stat);
    text[length] = '\0';
    const char* const behind_name = strrchr(text, ')');
    char state = 0;
    pid_t parent = 0;
    if (behind_name == nullptr || sscanf(behind_name, ") %c %d", &state, &parent) != 2) continue;
    if (parent == getpid() && state != 'Z') found.push_back(process);
  }
  closedir(processes);
  return found;
}

// Kills what is left, again and again, since what is killed may have had children.
int end_rest() {
  std::set<pid_t> killed;
  for (;;) {
    for (const pid_t each : children()) {
      if (kill(each, SIGKILL) == 0) killed.insert(each);
    }
    if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) return static_cast<int>(killed.size());
  }
}

// Waits until the suite itself has ended, or ends it; its status.
int end_of(pid_t suite, const sigset_t& wanted) {
  int status = 0;
  timespec deadline{};
  for (;;) {
    timespec left = kGrace;
    if (deadline.tv_sec != 0) {
      clock_gettime(CLOCK_MONOTONIC, &left);
      left = {.tv_sec = left.tv_sec > deadline.tv_sec ? 0 : deadline.tv_sec - left.tv_sec,
              .tv_nsec = 0};
    }
    const int signal = deadline.tv_sec == 0 ? sigwaitinfo(&wanted, nullptr)
                                            : sigtimedwait(&wanted, nullptr, &left);
    if (signal == SIGCHLD && waitpid(suite, &status, WNOHANG) == suite) return status;
    if (signal == SIGTERM && deadline.tv_sec == 0) {
      kill(-suite, SIGTERM);
      clock_gettime(CLOCK_MONOTONIC, &deadline);
      deadline.tv_sec += kGrace.tv_sec;
    }
    if (signal == SIGINT || signal == SIGHUP || (signal < 0 && errno == EAGAIN)) {
      kill(suite, SIGKILL);
      waitpid(suite, &status, 0);
      return status;
    }
  }
}

}  // namespace

void watch_suite(const SuiteOrder& order, pid_t program, int output, int report) {
  setpgid(0, 0);  // what a terminal sends is for the program, which tells us
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  reset_signals();
  std::vector<int> kept = order.inherited;
  kept.insert(kept.end(), {output, report});
  close_all_but(kept);
  sigset_t wanted;
  sigemptyset(&wanted);
  for (const int each : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&wanted, each);
  sigprocmask(SIG_BLOCK, &wanted, nullptr);
  prctl(PR_SET_PDEATHSIG, SIGHUP);
  if (getppid() != program) raise(SIGHUP);

  const pid_t suite = fork();
  if (suite == 0) become_suite(order, output);
  setpgid(suite, suite);
  close(output);
  for (const int each : order.inherited) close(each);
  const int status = end_of(suite, wanted);
  SuiteReport result;
  result.left_behind = end_rest();
  result.is_killed = WIFSIGNALED(status);
  result.code = result.is_killed ? WTERMSIG(status) : WEXITSTATUS(status);
  if (write(report, &result, sizeof result) != sizeof result) _exit(1);
  _exit(0);
}

}  // namespace signalbox::cli
