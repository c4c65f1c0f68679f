// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/recording.hpp"

// What a server answered in a recorded session.
class RecordedReplies {
 public:
  struct Reply {
    std::uint64_t after_events;  // how many events came before it
    bool is_error;
    std::string value;  // what was returned, or the error: an object with class and desc
  };

  // `arguments` is a JSON object.
  void add(const std::string& command, std::string_view arguments, Reply reply);

  bool has(std::string_view command) const { return commands_.contains(command); }

  // The last one that came before the event of that number, else the first; null: there is none for
  // these arguments.
  const Reply* find(const std::string& command, std::string_view arguments,
                    std::uint64_t events) const;

 private:
  std::map<std::string, std::map<std::string, std::vector<Reply>>, std::less<>> commands_;
};

// What a recording is about: all but its events, which may be many.
struct RecordedSession {
  // What an accessor was connected with when its events were recorded with a tag.
  struct Connection {
    std::string signal;
    std::string arguments;  // canonical text of an object
  };

  // An accessor that the server said it had.
  struct Signal {
    std::string name;
    std::string event;
    bool legacy = false;
    bool deprecated = false;
    bool by_data = false;  // its arguments name members of its data
    std::optional<std::string> successor;
  };

  std::string greeting;
  std::string introspection;  // a list of SchemaInfo: recorded, or made of the events
  std::vector<Signal> signals;
  std::map<std::string, Connection, std::less<>> connections;  // by tag
  RecordedReplies replies;
  std::uint64_t events = 0;  // that can be replayed
};

// Reads all of it once. Throws signalbox::RecordingError, and std::runtime_error if the file cannot
// be opened.
RecordedSession read_recorded_session(const std::filesystem::path& file);

// Whether an event of a recording is one to replay: those about the session itself are not.
bool is_replayed(const signalbox::RecordedEvent& event);
