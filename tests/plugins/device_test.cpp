// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/device.hpp"

#include <cerrno>
#include <filesystem>
#include <vector>

#include "tests/plugins/temporary_directory.hpp"

namespace signalbox {
namespace {

using Bytes = std::vector<std::byte>;

// A device, and what was told of its failures.
class BlockDeviceTest : public testing::Test {
 protected:
  struct Told {
    std::string by;
    BlockDeviceAction action;
    BlockDeviceOperation operation;
    BlockDeviceActionReason reason;

    bool operator==(const Told&) const = default;
  };

  ~BlockDeviceTest() override {
    device.reset();
    block_devices_event_close(&failures);
  }

  void open(const std::string& path, BlockErrorPolicy rerror, BlockErrorPolicy werror) {
    Drive drive{.id = "disk0", .file = path, .size = size};
    drive.rerror = rerror;
    drive.werror = werror;
    device =
        std::make_unique<BlockDevice>(drive, ImageFile::open(path, false, size, nullptr), failures);
    block_device_event_connect(&device->event(), hear_one, this);
    block_devices_event_connect(&failures, hear_all, this);
  }

  static void hear_one(BlockDeviceAction action, BlockDeviceOperation operation,
                       BlockDeviceActionReason reason, void* opaque) {
    static_cast<BlockDeviceTest*>(opaque)->told.push_back({"one", action, operation, reason});
  }

  static void hear_all(const char* id, BlockDeviceAction action, BlockDeviceOperation operation,
                       BlockDeviceActionReason reason, void* opaque) {
    static_cast<BlockDeviceTest*>(opaque)->told.push_back({id, action, operation, reason});
  }

  static constexpr std::uint64_t size = 64 << 10;
  const TemporaryDirectory directory;
  const std::string file = directory / "a.img";
  BlockDevicesEvent failures{};
  std::unique_ptr<BlockDevice> device;
  std::vector<Told> told;
};

TEST_F(BlockDeviceTest, TellsOfAFullMediumByItsOwnEventFirst) {
  open("/dev/full", BEP_REPORT, BEP_ENOSPC);

  EXPECT_EQ(device->write(0, Bytes(512)), ENOSPC);

  EXPECT_EQ(told, (std::vector<Told>{{"one", BDA_STOP, BDO_WRITE, BDAR_NOSPC},
                                     {"disk0", BDA_STOP, BDO_WRITE, BDAR_NOSPC}}));
  EXPECT_EQ(device->io_status(), BDIS_NOSPACE);
}

TEST_F(BlockDeviceTest, TellsOfBytesThatTheFileNoLongerHas) {
  open(file, BEP_REPORT, BEP_ENOSPC);
  Bytes bytes(512);
  std::filesystem::resize_file(file, 512);

  EXPECT_EQ(device->read(4096, bytes), EIO);

  EXPECT_EQ(told.front(), (Told{"one", BDA_REPORT, BDO_READ, BDAR_IO}));
  EXPECT_EQ(device->io_status(), BDIS_OK);
}

TEST_F(BlockDeviceTest, SaysNothingOfWhatWorks) {
  open(file, BEP_STOP, BEP_STOP);
  Bytes bytes(512);

  EXPECT_EQ(device->fill(0, size, std::byte{7}), 0);
  EXPECT_EQ(device->flush(), 0);
  EXPECT_EQ(device->read(size - 512, bytes), 0);

  EXPECT_EQ(bytes, Bytes(512, std::byte{7}));
  EXPECT_TRUE(told.empty());
}

TEST_F(BlockDeviceTest, CountsAnIgnoredFailureAsDone) {
  open(file, BEP_IGNORE, BEP_IGNORE);
  device->fill(0, size, std::byte{7});
  device->faults().add({.operation = BFO_READ, .error = EIO});
  Bytes bytes(512, std::byte{1});

  EXPECT_EQ(device->read(0, bytes), 0);

  EXPECT_EQ(bytes, Bytes(512));
  EXPECT_EQ(told.front(), (Told{"one", BDA_NONE, BDO_READ, BDAR_IO}));
}

TEST_F(BlockDeviceTest, LeavesTheImageAloneWhereARuleStrikes) {
  open(file, BEP_REPORT, BEP_STOP);
  device->faults().add({.operation = BFO_WRITE, .error = EROFS, .left = 1});
  Bytes bytes(512);

  EXPECT_EQ(device->write(0, Bytes(512, std::byte{7})), EROFS);
  EXPECT_EQ(device->read(0, bytes), 0);

  EXPECT_EQ(bytes, Bytes(512));
  EXPECT_EQ(told.front(), (Told{"one", BDA_STOP, BDO_WRITE, BDAR_OTHER}));
  EXPECT_EQ(device->io_status(), BDIS_FAILED);
}

TEST_F(BlockDeviceTest, TellsOfAFailedFlushAsOfAWrite) {
  open(file, BEP_STOP, BEP_REPORT);
  device->faults().add({.operation = BFO_FLUSH, .error = EIO});

  EXPECT_EQ(device->flush(), EIO);

  EXPECT_EQ(told.front(), (Told{"one", BDA_REPORT, BDO_WRITE, BDAR_IO}));
}

}  // namespace
}  // namespace signalbox
