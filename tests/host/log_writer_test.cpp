// SPDX-License-Identifier: Apache-2.0
#include "host/log_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/host/no_threads.hpp"

#include "tests/host/private_directory.hpp"

namespace signalbox {
namespace {

constexpr std::chrono::seconds kLong{60};
constexpr std::chrono::milliseconds kShort{1};

// A pipe with room for one line of the greatest size.
class LogPipe {
 public:
  LogPipe() {
    std::signal(SIGPIPE, SIG_IGN);  // as in a host
    EXPECT_EQ(pipe2(ends_, O_CLOEXEC), 0);
    EXPECT_GE(fcntl(ends_[1], F_SETPIPE_SZ, 4096), 4096);
  }
  ~LogPipe() {
    close_reader();
    close(ends_[1]);
  }

  int writer() const { return ends_[1]; }

  void close_reader() {
    if (ends_[0] >= 0) close(ends_[0]);
    ends_[0] = -1;
  }

  // Reads until `text` has come; gives all that came.
  std::string until(const std::string& text) const {
    std::string all;
    while (all.find(text) == std::string::npos) {
      char bytes[4096];
      const ssize_t count = read(ends_[0], bytes, sizeof bytes);
      if (count <= 0) break;
      all.append(bytes, static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  int ends_[2] = {-1, -1};
};

std::vector<std::string> no_remarks() {
  return {};
}

// Never destroyed, as a LogWriter demands.
LogWriter& writer_to(int fd, LogWriter::Remarks remarks = no_remarks) {
  // Leak checkers find the writers in here, after the end of all static objects too.
  static std::vector<LogWriter*>& all = *new std::vector<LogWriter*>;
  const auto line = [](const std::string& text) { return "own: " + text; };
  return *all.emplace_back(new LogWriter(dup(fd), line, std::move(remarks)));
}

// How many lines are missing by what the whole lines of a text say.
std::uint64_t remarked_in(const std::string& text) {
  const std::regex remark(
      "own: the log has left out ([0-9]+) lines: they were not taken in time\n");
  std::uint64_t sum = 0;
  for (std::sregex_iterator each(text.begin(), text.end(), remark), end; each != end; ++each) {
    sum += std::stoull((*each)[1]);
  }
  return sum;
}

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(LogWriter, WritesInOrder) {
  const LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer());

  log.put("one");
  log.put("two");
  log.drain(kLong);

  EXPECT_EQ(pipe.until("two\n"), "one\ntwo\n");
}

TEST(LogWriter, HoldsNobodyWhereNobodyReads) {
  const LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer());
  const std::string line(1000, 'x');

  for (int i = 0; i < 3000; ++i) log.put(line);
  log.drain(kShort);

  EXPECT_GT(log.left_out(), 0u);
  EXPECT_LT(log.left_out(), 3000u);
}

TEST(LogWriter, SaysHowManyLinesItHasLeftOut) {
  const LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer());
  const std::string line(1000, 'x');

  for (int i = 0; i < 3000; ++i) log.put(line);

  // One remark, or two if the thread was late: of what is missing before and behind its first turn.
  std::string text;
  std::uint64_t remarked = 0;
  while (remarked < log.left_out()) {
    text += pipe.until("\n");
    const std::size_t whole_lines = text.rfind('\n') + 1;
    remarked += remarked_in(text.substr(0, whole_lines));
    text.erase(0, whole_lines);
  }
  EXPECT_EQ(remarked, log.left_out());
}

TEST(LogWriter, GoesOnWhenItsReaderHasGone) {
  LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer());
  pipe.close_reader();

  log.put("one");
  log.put("two");
  log.drain(kLong);

  EXPECT_EQ(log.left_out(), 2u);
}

TEST(LogWriter, SaysBehindAFullDiskWhatIsMissing) {
  const PrivateDirectory directory;
  const std::string file = directory.path() / "log";
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  LogWriter& log = writer_to(full);
  close(full);

  log.put("lost");
  log.drain(kLong);
  log.open(file);
  log.put("kept");
  log.drain(kLong);

  EXPECT_EQ(contents(file),
            "own: the log has left out 1 lines: they were not taken in time\nkept\n");
}

TEST(LogWriter, CutsALineThatIsTooLong) {
  const PrivateDirectory directory;
  LogWriter& log = writer_to(STDERR_FILENO);
  const std::string file = directory.path() / "log";

  log.open(file);
  log.put(std::string(10'000, 'x'));
  log.put("next");
  log.drain(kLong);

  const std::string text = contents(file);
  EXPECT_EQ(text.find('\n'), LogWriter::kMostLineBytes - 1);
  EXPECT_TRUE(text.ends_with("x (cut)\nnext\n"));
}

// A log that has written one line into a file, which was moved away then.
class MovedLog : public testing::Test {
 protected:
  MovedLog() {
    log_.open(file_);
    put("before");
    std::filesystem::rename(file_, moved_);
  }

  void put(const std::string& line) {
    log_.put(line);
    log_.drain(kLong);
  }

  const PrivateDirectory directory_;
  const std::filesystem::path file_ = directory_.path() / "log";
  const std::filesystem::path moved_ = directory_.path() / "log.1";
  LogWriter& log_ = writer_to(STDERR_FILENO);
};

TEST_F(MovedLog, IsOpenedAnewWhenAsked) {
  put("still there");
  log_.reopen();
  put("after");

  EXPECT_EQ(contents(moved_), "before\nstill there\n");
  EXPECT_EQ(contents(file_), "after\n");
}

TEST_F(MovedLog, GoesOnWhereItCannotBeOpenedAnew) {
  std::filesystem::create_directory(file_);

  log_.reopen();
  put("after");

  const std::string text = contents(moved_);
  EXPECT_TRUE(text.starts_with("before\nown: cannot be opened anew: ")) << text;
  EXPECT_TRUE(text.ends_with("\nafter\n")) << text;
}

TEST(LogWriter, RefusesAFifoWithoutAReader) {
  const PrivateDirectory directory;
  const std::string fifo = directory.path() / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);

  EXPECT_THROW(writer_to(STDERR_FILENO).open(fifo), std::system_error);
}

TEST(LogWriter, WritesRemarksWhenItEnds) {
  const LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer(), [] { return std::vector<std::string>{"remark"}; });

  log.put("line");
  log.ask_remarks();
  log.drain(kLong);

  EXPECT_EQ(pipe.until("remark\n"), "line\nremark\n");
}

TEST(LogWriter, WritesRemarksWithoutFurtherLines) {
  const LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer(), [] { return std::vector<std::string>{"remark"}; });

  log.put("line");
  log.ask_remarks();

  EXPECT_EQ(pipe.until("remark\n"), "line\nremark\n");
}

TEST(LogWriter, KeepsWhatItCannotWriteUntilThereIsAThread) {
  const LogPipe pipe;
  LogWriter& log = writer_to(pipe.writer());
  {
    const NoThreads limit;
    log.put("one");
  }
  log.put("two");
  log.drain(kLong);

  EXPECT_EQ(pipe.until("two\n"), "one\ntwo\n");
}

TEST(LogWriter, WritesWithoutAThreadWhenItEnds) {
  const LogPipe pipe;
  const NoThreads limit;
  LogWriter& log = writer_to(pipe.writer());
  log.put("one");
  log.put("two");

  log.drain(kLong);

  EXPECT_EQ(pipe.until("two\n"), "one\ntwo\n");
}

}  // namespace
}  // namespace signalbox
