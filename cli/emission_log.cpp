// SPDX-License-Identifier: Apache-2.0
#include "cli/emission_log.hpp"

#include <cerrno>
#include <system_error>

#include <boost/json.hpp>

namespace signalbox::cli {

namespace {

constexpr std::chrono::minutes kPatience{5};

}  // namespace

EmissionLog::EmissionLog(RunLoop& loop, const std::string& admin, const std::string& machine,
                         const std::filesystem::path& file)
    : loop_(loop),
      path_(file),
      connection_(admin),
      readiness_(loop.io()),
      file_(file, std::ios::binary) {
  if (!file_) {
    throw std::system_error(errno, std::generic_category(), "cannot write '" + file.string() + "'");
  }
  connection_.negotiate(false);
  boost::json::object arguments;
  if (!machine.empty()) arguments["machine"] = machine;
  connection_.call("emission-event-connect", arguments);
  readiness_.assign(connection_.fd());
  wait();
}

EmissionLog::~EmissionLog() {
  readiness_.release();
}

void EmissionLog::wait() {
  readiness_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [this](boost::system::error_code error) {
                          if (error) return;
                          take();
                          if (lost_.empty()) wait();
                        });
}

void EmissionLog::take() {
  try {
    connection_.receive();
    while (const auto text = connection_.next_text()) {
      if (text->starts_with("{\"return\"")) {
        is_answered_ = true;
        continue;
      }
      file_ << *text << '\n';
      ++count_;
    }
  } catch (const ConnectionLost& lost) {
    lost_ = lost.what();
  }
}

void EmissionLog::finish() {
  if (lost_.empty()) connection_.send("{\"execute\": \"query-version\"}");
  const bool is_done = loop_.until([this] { return is_answered_ || !lost_.empty(); }, kPatience);
  if (!lost_.empty()) throw ConnectionLost(lost_);
  if (!is_done) throw ConnectionLost("the host has not told all emissions");
  if (!file_.flush()) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot write '" + path_.string() + "'");
  }
}

}  // namespace signalbox::cli
