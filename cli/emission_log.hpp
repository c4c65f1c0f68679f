// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "cli/host_connection.hpp"
#include "cli/run_loop.hpp"

namespace signalbox::cli {

// Writes down what a host tells of a machine's emissions, as it comes: EMISSION_EVENT by
// EMISSION_EVENT, one a line.
class EmissionLog {
 public:
  // Throws ConnectionLost, CommandRefused and std::system_error.
  EmissionLog(RunLoop& loop, const std::string& admin, const std::string& machine,
              const std::filesystem::path& file);
  ~EmissionLog();
  EmissionLog(const EmissionLog&) = delete;
  EmissionLog& operator=(const EmissionLog&) = delete;

  std::uint64_t count() const { return count_; }

  // All that the host has told until now is in the file, and no more comes. Throws ConnectionLost,
  // if the host has gone before, and std::system_error if the file is not complete.
  void finish();

 private:
  void wait();
  void take();

  RunLoop& loop_;
  const std::filesystem::path path_;
  HostConnection connection_;
  boost::asio::posix::stream_descriptor readiness_;
  std::ofstream file_;
  std::uint64_t count_ = 0;
  bool is_answered_ = false;  // the mark at the end has come back
  std::string lost_;          // why the host is gone; empty: it is not
};

}  // namespace signalbox::cli
