// SPDX-License-Identifier: Apache-2.0
#include "plugins/qemu/schema_reading.hpp"

#include <cstddef>
#include <exception>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "plugins/qemu/events.hpp"

namespace {

// QEMU 9 has 250 KiB, and 30 KiB of it are about events.
constexpr std::size_t kMostOfSchema = std::size_t{16} << 20;
constexpr std::size_t kMostAboutEvents = std::size_t{1} << 20;

// Throws std::exception if it is no introspection, or a larger one than any QEMU has.
signalbox::EventSchema read_schema(const std::string& text) {
  if (text.size() > kMostOfSchema) throw std::invalid_argument("it has more than 16 MiB");
  signalbox::EventSchema schema = signalbox::read_event_schema(text);
  if (schema.events.size() > Events::kMost) throw std::invalid_argument("it has too many events");
  if (schema.introspection.size() > kMostAboutEvents) {
    throw std::invalid_argument("it has more than 1 MiB about events");
  }
  for (const signalbox::EventSchema::Event& each : schema.events) {
    if (!is_event_name(each.name)) throw std::invalid_argument("an event's name is none");
  }
  return schema;
}

}  // namespace

SchemaReading::SchemaReading(const signalbox_host& host, std::string text,
                             std::function<void(SchemaReading&)> done)
    : host_(host), text_(std::move(text)), done_(std::move(done)) {
  try {
    thread_ = std::thread([this] { read(); });
  } catch (const std::system_error&) {
    read();  // no thread can be made: the loop is held for as long as it takes
  }
}

SchemaReading::~SchemaReading() {
  if (thread_.joinable()) thread_.join();
}

void SchemaReading::read() {
  try {
    schema_ = read_schema(text_);
  } catch (const std::exception& error) {
    why_not_ = error.what();
  }
  host_.post(host_.self, &SchemaReading::tell, this);
}

void SchemaReading::tell(void* opaque) {
  SchemaReading& reading = *static_cast<SchemaReading*>(opaque);
  const auto done = reading.done_;  // outlives the reading, which it may end
  done(reading);
}
