// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace signalbox::conversation {

// A program that runs as a child of ours, with what it writes to its standard outputs.
class Server {
 public:
  // Starts `words`, with the working directory `directory`. Throws std::system_error.
  Server(const std::vector<std::string>& words, const std::filesystem::path& directory);

  // Kills it if it still runs.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // A connected socket. Tries until the program listens; throws std::runtime_error when it has
  // ended instead, or does not listen in time.
  int connect(const std::filesystem::path& socket);

  // Waits until the program has written `text`. False if it ended, or did not in time.
  bool wait_for_output(const std::string& text);

  // Waits until the program has ended by itself. Its exit status, 128 + N if signal N ended it,
  // -1 if it still runs.
  int wait_for_exit();

  // Sends SIGTERM if it runs, and waits as wait_for_exit() does.
  int stop();

  std::string output() const;

 private:
  void read_output();
  bool ended() const;

  pid_t process_ = -1;  // -1 once its status was collected
  int status_ = -1;
  int output_end_ = -1;  // we read from it
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string output_;
  bool output_closed_ = false;
  std::jthread reader_;
};

}  // namespace signalbox::conversation
