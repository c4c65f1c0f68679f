// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "signalbox/plugin.h"
#include "wire/event_schema.hpp"

// Reads a server's answer to query-qmp-schema, on a thread of its own: 16 MiB of it take
// 200 ms, and a server may be anything. [loop, but where it says so]
class SchemaReading {
 public:
  // `done` is called once, on the machine thread, unless this has been destroyed.
  SchemaReading(const signalbox_host& host, std::string text,
                std::function<void(SchemaReading&)> done);

  // Waits for the thread.
  ~SchemaReading();
  SchemaReading(const SchemaReading&) = delete;
  SchemaReading& operator=(const SchemaReading&) = delete;

  // Once it is done: why the text cannot be used, empty: it can; and what it says.
  const std::string& why_not() const { return why_not_; }
  signalbox::EventSchema& schema() { return schema_; }

 private:
  void read();
  static void tell(void* opaque);

  const signalbox_host& host_;
  const std::string text_;
  const std::function<void(SchemaReading&)> done_;
  std::string why_not_;            // [thread_, then loop]
  signalbox::EventSchema schema_;  // [thread_, then loop]
  std::thread thread_;             // last: it uses the others
};
