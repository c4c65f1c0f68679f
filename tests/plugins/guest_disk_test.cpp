// SPDX-License-Identifier: Apache-2.0
#include "plugins/block/guest_disk.hpp"

#include <gtest/gtest.h>

#include "plugins/block/guest_failure.hpp"

namespace {

const GuestDisk drive = {"disk0", "/machine/peripheral/vd0/virtio-backend", "#block1"};
const GuestDisk blockdev = {"", "/machine/peripheral/vd1/virtio-backend", "node0"};

TEST(GuestDisk, HasTheNamesOfItsDevice) {
  for (const char* name : {"disk0", "vd0", "/machine/peripheral/vd0", "vd0/virtio-backend",
                           "/machine/peripheral/vd0/virtio-backend"}) {
    EXPECT_TRUE(drive.has_device_called(name)) << name;
  }
  for (const char* name : {"", "disk", "#block1", "vd", "vd1", "/machine", "/machine/peripheral",
                           "/machine/peripheral/", "/machine/peripheral/vd",
                           "/machine/peripheral/vd0/virtio-backend/more"}) {
    EXPECT_FALSE(drive.has_device_called(name)) << name;
  }
}

TEST(GuestDisk, IsReadFromWhatQemuReturnsWhateverElseThatSays) {
  const auto disks = read_guest_disks(
      R"([{"device": "disk0", "qdev": "sd0", "locked": false, "inserted": {"node-name": "n", "ro": true}},
          {"device": "", "removable": true}])",
      R"([{"node-name": "n", "drv": "raw"}, {"node-name": "spare"}])");

  ASSERT_EQ(disks.size(), 4U);
  EXPECT_EQ(disks[0].device, "disk0");
  EXPECT_EQ(disks[0].qom_path, "/machine/peripheral/sd0");
  EXPECT_EQ(disks[0].node_name, "n");
  EXPECT_EQ(disks[1].node_name, "");
  EXPECT_EQ(disks[3].node_name, "spare");
}

TEST(GuestDisk, IsNoneWhereTheAnswerCannotBeRead) {
  EXPECT_TRUE(read_guest_disks("CommandNotFound", "{}").empty());
}

TEST(GuestFailure, IsOfTheDiskThatTheEventNamesBest) {
  const auto failure = [](const GuestDisk& named) {
    return GuestFailure{named, BDA_STOP, BDO_WRITE, BDAR_IO};
  };

  EXPECT_TRUE(failure({"disk0", "", "moved"}).is_of(drive));
  EXPECT_FALSE(failure({"disk1", "", "#block1"}).is_of(drive));
  EXPECT_TRUE(failure({"", "", "node0"}).is_of(blockdev));
  EXPECT_FALSE(failure({"", "", ""}).is_of(blockdev));
  EXPECT_TRUE(failure({"", blockdev.qom_path, "moved"}).is_of(blockdev));
  EXPECT_FALSE(failure({"", drive.qom_path, "node0"}).is_of(blockdev));
}

}  // namespace
