// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "block/qmp_events.h"  // generated
#include "plugins/block/fault_rules.hpp"
#include "plugins/block/image_file.hpp"

// A block device as it was asked for.
struct Drive {
  std::string id;
  std::string file;
  std::optional<std::uint64_t> size{};  // bytes
  bool readonly = false;
  BlockErrorPolicy rerror = BEP_REPORT;
  BlockErrorPolicy werror = BEP_ENOSPC;
};

// A disk that can fail. A request returns 0, or the errno value of a failure, of which its events
// have told by then; under the policy ignore it returns 0. Not movable: slots hold the address of
// its event. [machine thread]
class BlockDevice {
 public:
  // Failures are told by the device's own event and by `failures`, which outlives the device.
  BlockDevice(Drive drive, std::unique_ptr<ImageFile> image, BlockDevicesEvent& failures);
  BlockDevice(const BlockDevice&) = delete;
  BlockDevice& operator=(const BlockDevice&) = delete;
  ~BlockDevice();

  const Drive& drive() const { return drive_; }
  const ImageFile& image() const { return *image_; }
  BlockDeviceEvent& event() { return event_; }
  FaultRules& faults() { return faults_; }
  const FaultRules& faults() const { return faults_; }

  // What the last error that stopped the machine was.
  BlockDeviceIoStatus io_status() const { return io_status_; }
  void set_io_status(BlockDeviceIoStatus status) { io_status_ = status; }  // [any thread]

  // Zeros stand for what an ignored failure did not read.
  int read(std::uint64_t offset, std::span<std::byte> bytes);
  int write(std::uint64_t offset, std::span<const std::byte> bytes);
  int fill(std::uint64_t offset, std::uint64_t length, std::byte value);
  int flush();

 private:
  // Does as the policy says about `error`; returns what the request then returns.
  int settle(BlockDeviceOperation operation, int error);
  void tell(BlockDeviceAction action, BlockDeviceOperation operation, int error);

  const Drive drive_;
  const std::unique_ptr<ImageFile> image_;
  BlockDevicesEvent& failures_;
  BlockDeviceEvent event_{};
  FaultRules faults_;
  std::atomic<BlockDeviceIoStatus> io_status_ = BDIS_OK;
};
