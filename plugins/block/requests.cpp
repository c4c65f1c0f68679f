// SPDX-License-Identifier: Apache-2.0
// The commands that read and write.
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "block/qmp_commands.h"  // generated
#include "plugins/block/base64.hpp"
#include "plugins/block/block.hpp"

namespace {

// A reply twice as long would be past what libvirt reads of one line:
// QEMU_MONITOR_MAX_RESPONSE, 10 MiB.
constexpr std::uint64_t max_read_bytes = 4 << 20;

bool fits(const BlockDevice& device, std::uint64_t offset, std::uint64_t length, Error** errp) {
  const std::uint64_t size = device.image().size();
  if (offset <= size && length <= size - offset) return true;
  error_set(errp, "GenericError", "%llu bytes at %llu are beyond the end of device '%s' at %llu",
            static_cast<unsigned long long>(length), static_cast<unsigned long long>(offset),
            device.drive().id.c_str(), static_cast<unsigned long long>(size));
  return false;
}

// Sets *errp unless `error` is 0.
void report(const BlockDevice& device, const char* what, int error, Error** errp) {
  if (error == 0) return;
  error_set(errp, "GenericError", "Could not %s device '%s': %s", what, device.drive().id.c_str(),
            strerror(error));
}

// The device, if it may be written to.
BlockDevice* find_writable(const char* id, Error** errp) {
  BlockDevice* device = Block::self().devices.find(id, errp);
  if (device == nullptr || !device->drive().readonly) return device;
  error_set(errp, "GenericError", "Device '%s' is read only", id);
  return nullptr;
}

void write_data(BlockDevice& device, std::uint64_t offset, const char* data, Error** errp) {
  const auto bytes = base64_decode(data);
  if (!bytes) {
    error_set(errp, "GenericError", "Base64 data '%s' is not valid", data);
    return;
  }
  if (!fits(device, offset, bytes->size(), errp)) return;
  report(device, "write to", device.write(offset, *bytes), errp);
}

}  // namespace

char* qmp_block_read(const char* device, std::uint64_t offset, std::uint64_t length, Error** errp) {
  BlockDevice* found = Block::self().devices.find(device, errp);
  if (found == nullptr || !fits(*found, offset, length, errp)) return nullptr;
  if (length > max_read_bytes) {
    error_set(errp, "GenericError", "Parameter 'length' expects at most %llu",
              static_cast<unsigned long long>(max_read_bytes));
    return nullptr;
  }
  std::vector<std::byte> bytes(length);
  const int error = found->read(offset, bytes);
  report(*found, "read from", error, errp);
  return error == 0 ? strdup(base64_encode(bytes).c_str()) : nullptr;
}

void qmp_block_write(const char* device, std::uint64_t offset, const char* data, bool has_fill,
                     std::uint8_t fill, bool has_length, std::uint64_t length, Error** errp) {
  BlockDevice* found = find_writable(device, errp);
  if (found == nullptr) return;
  if (data != nullptr && (has_fill || has_length)) {
    error_set(errp, "GenericError", "Parameter 'data' excludes '%s'",
              has_length ? "length" : "fill");
    return;
  }
  if (data != nullptr) return write_data(*found, offset, data, errp);
  if (!has_length) {
    error_set(errp, "GenericError", "Parameter '%s' is missing", has_fill ? "length" : "data");
    return;
  }
  if (!fits(*found, offset, length, errp)) return;
  const std::byte value{has_fill ? fill : std::uint8_t{0}};
  report(*found, "write to", found->fill(offset, length, value), errp);
}

void qmp_block_flush(const char* device, Error** errp) {
  BlockDevice* found = Block::self().devices.find(device, errp);
  if (found != nullptr) report(*found, "flush", found->flush(), errp);
}
