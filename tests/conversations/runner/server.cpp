// SPDX-License-Identifier: Apache-2.0
#include "tests/conversations/runner/server.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "tests/conversations/runner/deadline.hpp"

namespace signalbox::conversation {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_un address_of(const std::filesystem::path& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = socket.string();
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error(path + ": is too long");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

[[noreturn]] void become(const std::vector<std::string>& words, const std::filesystem::path& where,
                         int output) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir(where.c_str()) == 0) execvp(arguments.front(), arguments.data());
  dprintf(STDERR_FILENO, "%s: %s\n", arguments.front(), strerror(errno));
  _exit(127);
}

}  // namespace

Server::Server(const std::vector<std::string>& words, const std::filesystem::path& directory) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
  process_ = fork();
  if (process_ < 0) fail("fork");
  if (process_ == 0) become(words, directory, ends[1]);
  close(ends[1]);
  output_end_ = ends[0];
  reader_ = std::jthread([this] { read_output(); });
}

Server::~Server() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  reader_.join();
  close(output_end_);
}

int Server::connect(const std::filesystem::path& socket) {
  const sockaddr_un address = address_of(socket);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail("socket");
  const Deadline deadline;
  while (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (ended() || deadline.passed()) {
      close(fd);
      throw std::runtime_error(socket.string() + ": nobody listens");
    }
    std::unique_lock lock(mutex_);  // a program that is starting: look again, at once if it ends
    changed_.wait_for(lock, std::chrono::milliseconds(2));
  }
  return fd;
}

bool Server::wait_for_output(const std::string& text) {
  std::unique_lock lock(mutex_);
  const auto written = [&] { return output_.find(text) != std::string::npos; };
  changed_.wait_until(lock, Deadline().time(), [&] { return output_closed_ || written(); });
  return written();
}

int Server::wait_for_exit() {
  if (process_ < 0) return status_;
  {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, Deadline().time(), [&] { return output_closed_; })) return -1;
  }
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return status_;
}

int Server::stop() {
  if (process_ > 0) kill(process_, SIGTERM);
  return wait_for_exit();
}

std::string Server::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

void Server::read_output() {
  char bytes[4096];
  for (;;) {
    const ssize_t count = read(output_end_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    const std::lock_guard lock(mutex_);
    if (count > 0) output_.append(bytes, static_cast<std::size_t>(count));
    output_closed_ = count <= 0;
    changed_.notify_all();
    if (output_closed_) return;
  }
}

bool Server::ended() const {
  const std::lock_guard lock(mutex_);
  return output_closed_;
}

}  // namespace signalbox::conversation
