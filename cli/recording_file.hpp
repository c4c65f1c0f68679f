// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "cli/redaction.hpp"

namespace signalbox::cli {

// A recording that is being written: a new file, for its owner alone, with whole lines only.
class RecordingFile {
 public:
  // Throws std::system_error, also if the file is there.
  RecordingFile(std::string path, bool redacts);
  ~RecordingFile();
  RecordingFile(const RecordingFile&) = delete;
  RecordingFile& operator=(const RecordingFile&) = delete;

  using Time = std::chrono::nanoseconds;  // since the recording began

  // What stays when the session is redacted: the words of a server's query-qmp-schema.
  void keep_words(std::string_view schema) { redaction_.keep_schema(schema); }

  // What a client said; a server's greeting, event or reply. Replies come in the order of what was
  // said. Redacted where that is wanted.
  void client(Time time, const std::string& message);
  void server(Time time, const std::string& message);

  // What somebody else said or did.
  void note(Time time, const std::string& message);

  // Hands what was written to the system. Throws std::system_error.
  void flush();

  // The last line, and all that was not yet written. `why` is one word. Throws std::system_error if
  // the file is not complete.
  void end(Time time, const std::string& why);

  std::uint64_t events() const { return events_; }

 private:
  void write(Time time, const char* from, const std::string& message);
  std::string subject_of_reply();

  const std::string path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  const bool redacts_;
  Redaction redaction_;
  std::deque<std::string> requests_;  // commands whose replies are still to come
  std::uint64_t events_ = 0;
};

}  // namespace signalbox::cli
