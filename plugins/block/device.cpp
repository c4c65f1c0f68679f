// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/device.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "plugins/block/error_policy.hpp"

namespace {

// What one system call writes of a range that is filled.
constexpr std::uint64_t fill_bytes = 1 << 20;

// One device's failure on its way to those who hear all of them.
struct Forwarding {
  const char* device;
  BlockDevicesEvent& failures;
};

void forward(BlockDeviceAction action, BlockDeviceOperation operation,
             BlockDeviceActionReason reason, void* opaque) {
  const auto& forwarding = *static_cast<const Forwarding*>(opaque);
  block_devices_event_signal(&forwarding.failures, forwarding.device, action, operation, reason);
}

}  // namespace

BlockDevice::BlockDevice(Drive drive, std::unique_ptr<ImageFile> image, BlockDevicesEvent& failures)
    : drive_(std::move(drive)), image_(std::move(image)), failures_(failures) {}

BlockDevice::~BlockDevice() {
  block_device_event_close(&event_);
}

int BlockDevice::read(std::uint64_t offset, std::span<std::byte> bytes) {
  int error = faults_.next_error(BFO_READ);
  if (error == 0) error = image_->read(offset, bytes);
  if (error != 0) std::ranges::fill(bytes, std::byte{0});
  return settle(BDO_READ, error);
}

int BlockDevice::write(std::uint64_t offset, std::span<const std::byte> bytes) {
  int error = faults_.next_error(BFO_WRITE);
  if (error == 0) error = image_->write(offset, bytes);
  return settle(BDO_WRITE, error);
}

int BlockDevice::fill(std::uint64_t offset, std::uint64_t length, std::byte value) {
  const std::vector<std::byte> bytes(std::min(length, fill_bytes), value);
  int error = faults_.next_error(BFO_WRITE);
  while (error == 0 && length > 0) {
    const auto part = std::span(bytes).first(std::min<std::uint64_t>(length, bytes.size()));
    error = image_->write(offset, part);
    offset += part.size();
    length -= part.size();
  }
  return settle(BDO_WRITE, error);
}

int BlockDevice::flush() {
  int error = faults_.next_error(BFO_FLUSH);
  if (error == 0) error = image_->flush();
  return settle(BDO_WRITE, error);
}

int BlockDevice::settle(BlockDeviceOperation operation, int error) {
  if (error == 0) return 0;
  const BlockErrorPolicy policy = operation == BDO_READ ? drive_.rerror : drive_.werror;
  const BlockDeviceAction action = action_for(policy, error);
  if (action == BDA_STOP) io_status_ = error == ENOSPC ? BDIS_NOSPACE : BDIS_FAILED;
  tell(action, operation, error);
  return action == BDA_NONE ? 0 : error;
}

// The event of all devices is emitted in a slot of the device's own, which gives it the latter as
// its cause. The slot is connected for this one emission: so it is the last, and who listens to
// the device hears of it first.
void BlockDevice::tell(BlockDeviceAction action, BlockDeviceOperation operation, int error) {
  Forwarding forwarding{drive_.id.c_str(), failures_};
  const int handle = block_device_event_connect(&event_, forward, &forwarding);
  block_device_event_signal(&event_, action, operation, reason_of(error));
  block_device_event_disconnect(&event_, handle);
}
