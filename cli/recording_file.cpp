// SPDX-License-Identifier: Apache-2.0
#include "cli/recording_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "cli/secrets.hpp"
#include "wire/print.hpp"
#include "wire/recording.hpp"

namespace signalbox::cli {

namespace {

using Node = LocatedJson::Node;

[[noreturn]] void fail(const std::string& path, int error) {
  throw std::system_error(error, std::generic_category(), path);
}

std::FILE* create(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fail(path, errno);
  return fdopen(fd, "w");
}

// What a reply lists: what the server has, and nothing of whom it serves.
enum class Listed { schema, names, other };

Listed listed_in(const LocatedJson& json) {
  const auto list = json.member(0, "return");
  if (!list || json.kind(*list) != WIRE_JSON_ARRAY) return Listed::other;
  const std::vector<Node> entries = json.contents(*list);
  const auto all = [&](const auto& is_one) {
    return !entries.empty() && std::all_of(entries.begin(), entries.end(), is_one);
  };
  if (all([&](Node each) { return json.member(each, "meta-type").has_value(); })) {
    return Listed::schema;
  }
  constexpr std::size_t one_member = 2;  // its name and its value
  const bool are_commands = all([&](Node each) {
    return json.member(each, "name") && json.contents(each).size() == one_member;
  });
  const bool are_signals =
      all([&](Node each) { return json.member(each, "event") && json.member(each, "plugin"); });
  return are_commands || are_signals ? Listed::names : Listed::other;
}

}  // namespace

RecordingFile::RecordingFile(std::string path, bool redacts)
    : path_(std::move(path)), file_(create(path_), std::fclose), redacts_(redacts) {
  write({}, "note",
        std::string(R"({"recording": 1, "redacted": )") + (redacts ? "true}" : "false}"));
}

RecordingFile::~RecordingFile() = default;

void RecordingFile::client(Time time, const std::string& message) {
  const LocatedJson json(message);
  auto command = json.member(0, "execute");
  if (!command) command = json.member(0, "exec-oob");
  requests_.push_back(command && json.is_string(*command) ? json.string(*command) : "");
  const std::string kept = without_secrets(message);
  write(time, "client", redacts_ ? redaction_.redact(kept) : kept);
}

void RecordingFile::server(Time time, const std::string& message) {
  const LocatedJson json(message);
  if (json.member(0, "QMP")) return write(time, "server", message);
  if (json.member(0, "event")) {
    ++events_;
    return write(time, "server", redacts_ ? redaction_.redact(message) : message);
  }
  const std::string subject = subject_of_reply();
  const Listed listed = listed_in(json);
  if (listed == Listed::other) {
    return write(time, "server", redacts_ ? redaction_.redact(message, subject) : message);
  }
  const Node list = *json.member(0, "return");
  if (listed == Listed::schema) redaction_.keep_schema(json.text(list));
  for (const Node each : json.contents(list)) {
    const auto name = json.member(each, "name");
    if (listed == Listed::names && json.is_string(*name)) redaction_.keep(json.string(*name));
  }
  write(time, "server", message);
}

void RecordingFile::note(Time time, const std::string& message) {
  write(time, "note", redacts_ ? redaction_.redact(message) : message);
}

void RecordingFile::flush() {
  if (std::fflush(file_.get()) != 0) fail(path_, errno);
}

void RecordingFile::end(Time time, const std::string& why) {
  write(time, "note",
        R"({"end": )" + quote(why) + R"(, "events": )" + std::to_string(events_) + "}");
  flush();
  if (fsync(fileno(file_.get())) != 0 && errno != EINVAL) fail(path_, errno);  // a pipe has none
}

void RecordingFile::write(Time time, const char* from, const std::string& message) {
  std::string line;
  append_recorded_line(line, time, from, without_userinfo(message));
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size()) fail(path_, errno);
}

std::string RecordingFile::subject_of_reply() {
  if (requests_.empty()) return {};
  std::string subject = std::move(requests_.front());
  requests_.pop_front();
  return subject;
}

}  // namespace signalbox::cli
