// SPDX-License-Identifier: Apache-2.0
#include "cli/suite.hpp"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>

#include "cli/suite_watcher.hpp"

namespace signalbox::cli {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

struct Pipe {
  int read = -1;
  int write = -1;

  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
      throw std::system_error(errno, std::generic_category(), "a suite cannot be started: pipe");
    }
    read = ends[0];
    write = ends[1];
  }
};

}  // namespace

std::string text_of(const SuiteOutcome& outcome) {
  switch (outcome.end) {
    case SuiteOutcome::End::exited: return "exit code " + std::to_string(outcome.code);
    case SuiteOutcome::End::killed:
      return "killed by signal " + std::to_string(outcome.code) + " (" + strsignal(outcome.code) +
             ")";
    case SuiteOutcome::End::timed_out: return "took too long and was ended";
    case SuiteOutcome::End::stopped: return "stopped";
    case SuiteOutcome::End::lost: break;
  }
  return "ended with nobody watching";
}

Suite::Suite(asio::io_context& io, SuiteOrder order, Show show, std::function<void()> ended)
    : order_(std::move(order)),
      show_(std::move(show)),
      ended_(std::move(ended)),
      output_(io),
      report_(io),
      timeout_(io),
      kept_(order_.output, std::ios::binary) {
  if (!kept_) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot write '" + order_.output.string() + "'");
  }
  start();
  read_output();
  read_report();
  if (order_.timeout.count() == 0) return;
  timeout_.expires_after(order_.timeout);
  timeout_.async_wait([this](error_code error) {
    if (error) return;
    why_stopped_ = SuiteOutcome::End::timed_out;
    kill(watcher_, SIGTERM);
  });
}

Suite::~Suite() {
  if (watcher_ <= 0) return;
  kill(watcher_, SIGINT);
  while (waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Suite::start() {
  const Pipe output;
  const Pipe report;
  const pid_t program = getpid();
  watcher_ = fork();
  if (watcher_ == 0) watch_suite(order_, program, output.write, report.write);
  const int error = errno;
  close(output.write);
  close(report.write);
  output_.assign(output.read);
  report_.assign(report.read);
  if (watcher_ < 0) throw std::system_error(error, std::generic_category(), "fork");
}

void Suite::stop() {
  if (outcome_ || why_stopped_ != SuiteOutcome::End::exited) return;
  why_stopped_ = SuiteOutcome::End::stopped;
  kill(watcher_, SIGTERM);
}

void Suite::read_output() {
  output_.async_read_some(asio::buffer(buffer_), [this](error_code error, std::size_t length) {
    if (error == asio::error::operation_aborted) return;
    if (error) {
      if (!line_.empty()) show_line();
      is_output_at_end_ = true;
      return finish_if_done();
    }
    keep({buffer_, length});
    read_output();
  });
}

void Suite::keep(std::string_view text) {
  kept_ << text << std::flush;
  result_.output_bytes += text.size();
  for (const char each : text) {
    if (each == '\n') {
      show_line();
    } else if (line_.size() < kMaxLine) {
      line_ += each;
    }
  }
}

void Suite::show_line() {
  if (show_) show_(line_);
  line_.clear();
}

void Suite::read_report() {
  const auto report = std::make_shared<SuiteReport>();
  asio::async_read(report_, asio::buffer(report.get(), sizeof *report),
                   [this, report](error_code error, std::size_t /*length*/) {
                     if (error == asio::error::operation_aborted) return;
                     if (!error) {
                       result_.end = report->is_killed ? SuiteOutcome::End::killed
                                                       : SuiteOutcome::End::exited;
                       result_.code = report->code;
                       result_.left_behind = report->left_behind;
                     }
                     is_reported_ = true;
                     finish_if_done();
                   });
}

void Suite::finish_if_done() {
  if (!is_output_at_end_ || !is_reported_) return;
  timeout_.cancel();
  while (waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
  watcher_ = -1;
  if (why_stopped_ != SuiteOutcome::End::exited) result_.end = why_stopped_;
  kept_.close();
  outcome_ = result_;
  ended_();
}

}  // namespace signalbox::cli
