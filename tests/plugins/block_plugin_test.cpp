// SPDX-License-Identifier: Apache-2.0
// The plugin block as a host has it: a shared object that is spoken to by name and in JSON.
#include <filesystem>

#include "tests/plugins/fake_host.hpp"
#include "tests/plugins/temporary_directory.hpp"

namespace signalbox {
namespace {

using Texts = std::vector<std::string>;

class BlockPluginTest : public testing::Test {
 protected:
  // The configuration of one drive, "disk0", with `more` members.
  std::string drive(const std::string& more = "") const {
    return R"({"drive": {"id": "disk0", "file": ")" + file + R"(", "size": "64K")" + more + "}}";
  }

  std::string add(const std::string& id, const std::string& more = "") {
    return host.execute(
        "block-add", R"({"id": ")" + id + R"(", "file": ")" + (directory / id) + '"' + more + '}');
  }

  std::string write(const std::string& device) {
    return host.execute("block-write",
                        R"({"device": ")" + device + R"(", "offset": 0, "length": 512})");
  }

  const TemporaryDirectory directory;
  const std::string file = directory / "disk0.img";
  FakeHost host;
};

TEST_F(BlockPluginTest, MakesTheDrivesOfItsConfiguration) {
  ASSERT_EQ(host.load("block", drive(R"(, "rerror": "stop", "readonly": "on")")), "");

  EXPECT_EQ(std::filesystem::file_size(file), 64U << 10);
  EXPECT_EQ(write("disk0"), "GenericError: Device 'disk0' is read only");
}

TEST_F(BlockPluginTest, IsRefusedWithADriveThatCannotBe) {
  EXPECT_EQ(host.load("block", R"({"drive": {"id": "disk0", "file": "/none/a.img"}})"),
            "GenericError: Could not open '/none/a.img': No such file or directory");
  EXPECT_EQ(host.load("block", drive(R"(, "rerror": "enospc")")),
            "GenericError: 'enospc' invalid read error action");
}

// The members and their order are those of QEMU 7.2 for -drive if=none,format=raw, but for those
// that speak of a node name, a guest's device and a dirty flag.
TEST_F(BlockPluginTest, DescribesDevicesInQemusShape) {
  host.load("block", drive());

  EXPECT_EQ(
      host.execute("query-block"),
      R"([{"io-status": "ok", "device": "disk0", "locked": false, "removable": false, )"
      R"("inserted": {"iops_rd": 0, "detect_zeroes": "off", "image": {"virtual-size": 65536, )"
      R"("filename": ")" +
          file +
          R"(", "format": "raw", "actual-size": 0}, "iops_wr": 0, )"
          R"("ro": false, "backing_file_depth": 0, "drv": "raw", "iops": 0, "bps_wr": 0, )"
          R"("write_threshold": 0, "encrypted": false, "bps": 0, "bps_rd": 0, "cache": )"
          R"({"no-flush": false, "direct": false, "writeback": true}, "file": ")" +
          file +
          R"("}, )"
          R"("type": "unknown"}])");
}

TEST_F(BlockPluginTest, HasNoStatusForADeviceThatNeverStopsTheMachine) {
  host.load("block", drive(R"(, "werror": "report")"));

  EXPECT_EQ(host.execute("query-block").find("io-status"), std::string::npos);
}

TEST_F(BlockPluginTest, ReadsWhatWasWritten) {
  host.load("block", drive());

  EXPECT_EQ(
      host.execute("block-write", R"({"device": "disk0", "offset": 510, "data": "Zm9vYmFy"})"),
      "{}");
  EXPECT_EQ(
      host.execute("block-write", R"({"device": "disk0", "offset": 0, "fill": 255, "length": 3})"),
      "{}");
  EXPECT_EQ(host.execute("block-flush", R"({"device": "disk0"})"), "{}");

  EXPECT_EQ(host.execute("block-read", R"({"device": "disk0", "offset": 510, "length": 6})"),
            R"("Zm9vYmFy")");
  EXPECT_EQ(host.execute("block-read", R"({"device": "disk0", "offset": 0, "length": 4})"),
            R"("////AA==")");
}

TEST_F(BlockPluginTest, RefusesRequestsThatMakeNoSense) {
  host.load("block", drive());
  const auto attempt = [&](const std::string& more) {
    return host.execute("block-write", R"({"device": "disk0", "offset": 65535, )" + more + "}");
  };

  EXPECT_EQ(attempt(R"("length": 2)"),
            "GenericError: 2 bytes at 65535 are beyond the end of device 'disk0' at 65536");
  EXPECT_EQ(attempt(R"("length": 18446744073709551615)"),
            "GenericError: 18446744073709551615 bytes at 65535 are beyond the end of device "
            "'disk0' at 65536");
  EXPECT_EQ(attempt(R"("data": "Zm9")"), "GenericError: Base64 data 'Zm9' is not valid");
  EXPECT_EQ(attempt(R"("data": "Zg==", "length": 1)"),
            "GenericError: Parameter 'data' excludes 'length'");
  EXPECT_EQ(attempt(R"("fill": 1)"), "GenericError: Parameter 'length' is missing");
  EXPECT_EQ(host.execute("block-write", R"({"device": "disk0", "offset": 0})"),
            "GenericError: Parameter 'data' is missing");
  EXPECT_EQ(host.execute("block-read", R"({"device": "disk0", "offset": 0, "length": 65537})"),
            "GenericError: 65537 bytes at 0 are beyond the end of device 'disk0' at 65536");
}

TEST_F(BlockPluginTest, KnowsNoDeviceThatIsNotThere) {
  host.load("block");
  const std::string device = R"({"device": "disk9")";
  const std::string not_found = "DeviceNotFound: Device 'disk9' not found";

  EXPECT_EQ(host.execute("block-del", device + "}"), not_found);
  EXPECT_EQ(host.execute("block-flush", device + "}"), not_found);
  EXPECT_EQ(host.execute("block-read", device + R"(, "offset": 0, "length": 1})"), not_found);
  EXPECT_EQ(host.execute("block-write", device + R"(, "offset": 0, "length": 1})"), not_found);
  EXPECT_EQ(host.execute("block-fault-add", device + R"(, "operation": "read", "errno": "EIO"})"),
            not_found);
  EXPECT_EQ(host.execute("block-fault-del", device + "}"), not_found);
  EXPECT_EQ(host.hear("block-device-event", device + "}"), not_found);
}

TEST_F(BlockPluginTest, RefusesADeviceThatCannotBe) {
  host.load("block", drive());

  EXPECT_EQ(add("disk0", R"(, "size": 512)"), "GenericError: Duplicate ID 'disk0' for drive");
  EXPECT_EQ(add("0disk", R"(, "size": 512)"), "GenericError: Parameter 'id' expects an identifier");
  EXPECT_EQ(add("disk1"), "GenericError: Could not open '" + (directory / "disk1") +
                              "': No such file or directory");
}

TEST_F(BlockPluginTest, TellsWhoHearsTheDeviceAndWhoHearsAll) {
  host.load("block", drive());
  add("disk1", R"(, "size": 512)");
  host.execute("block-fault-add", R"({"device": "disk0", "operation": "write", "errno": "EIO"})");
  host.execute("block-fault-add", R"({"device": "disk1", "operation": "write", "errno": "EIO"})");
  host.hear("block-devices-event");
  host.hear("block-device-event", R"({"device": "disk0"})");
  host.seen();

  EXPECT_EQ(write("disk1"), "GenericError: Could not write to device 'disk1': Input/output error");
  EXPECT_EQ(write("disk0"), "GenericError: Could not write to device 'disk0': Input/output error");

  EXPECT_EQ(
      host.seen_texts(),
      (Texts{R"(BLOCK_DEVICES_EVENT {"device": "disk1", "reason": "io", "operation": "write", )"
             R"("action": "report"})",
             "reply block-write",
             R"(BLOCK_DEVICE_EVENT {"reason": "io", "operation": "write", "action": "report"})",
             R"(BLOCK_DEVICES_EVENT {"device": "disk0", "reason": "io", "operation": "write", )"
             R"("action": "report"})",
             "reply block-write"}));
}

TEST_F(BlockPluginTest, GivesTheEventOfAllDevicesThatOfTheDeviceAsItsCause) {
  host.load("block", drive(R"(, "werror": "stop")"));
  host.execute("block-fault-add", R"({"device": "disk0", "operation": "write", "errno": "EIO"})");
  host.hear("block-devices-event");
  host.hear("block-device-event", R"({"device": "disk0"})");
  host.seen();

  write("disk0");

  const std::vector<Seen> seen = host.seen();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_NE(seen[0].number, 0U);
  EXPECT_EQ(seen[0].cause, 0U);
  EXPECT_EQ(seen[1].cause, seen[0].number);
}

TEST_F(BlockPluginTest, EndsTheEventOfADeviceThatGoes) {
  host.load("block", drive());
  add("disk1", R"(, "size": 512)");
  host.hear("block-devices-event");
  host.hear("block-device-event", R"({"device": "disk0"})");
  host.seen();

  EXPECT_EQ(host.execute("block-del", R"({"device": "disk0"})"), "{}");

  EXPECT_EQ(host.seen_texts(), (Texts{"ended device-removed", "reply block-del"}));
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST_F(BlockPluginTest, FailsOnDemandAndStopsDoingSo) {
  host.load("block", drive());
  host.execute("block-fault-add",
               R"({"device": "disk0", "operation": "write", "errno": "ENOSPC", "every": 2,)"
               R"( "times": 1})");
  const std::string full =
      "GenericError: Could not write to device 'disk0': No space left on device";

  EXPECT_EQ((Texts{write("disk0"), write("disk0"), write("disk0"), write("disk0")}),
            (Texts{"{}", full, "{}", "{}"}));

  host.execute("block-fault-add",
               R"({"device": "disk0", "operation": "write", "errno": "ENOSPC"})");
  EXPECT_EQ(write("disk0"), full);
  EXPECT_EQ(host.execute("block-fault-del", R"({"device": "disk0", "operation": "read"})"), "{}");
  EXPECT_EQ(write("disk0"), full);
  EXPECT_EQ(host.execute("block-fault-del", R"({"device": "disk0", "operation": "write"})"), "{}");
  EXPECT_EQ(write("disk0"), "{}");
}

TEST_F(BlockPluginTest, RefusesFaultsThatCannotBe) {
  host.load("block", drive());
  const auto attempt = [&](const std::string& more) {
    return host.execute("block-fault-add",
                        R"({"device": "disk0", "operation": "read", "errno": )" + more + "}");
  };

  EXPECT_EQ(attempt(R"("EFOO")"), "GenericError: Parameter 'errno' does not accept value 'EFOO'");
  EXPECT_EQ(attempt(R"("EIO", "every": 0)"), "GenericError: Parameter 'every' expects at least 1");
  EXPECT_EQ(attempt(R"("EIO", "times": 0)"), "GenericError: Parameter 'times' expects at least 1");
}

TEST_F(BlockPluginTest, HandsItsDevicesToItsSuccessor) {
  host.load("block", drive(R"(, "werror": "stop")"));
  add("disk1", R"(, "size": 512, "readonly": true, "rerror": "ignore")");
  host.execute("block-fault-add",
               R"({"device": "disk0", "operation": "write", "errno": "EIO", "every": 2,)"
               R"( "times": 2})");
  write("disk0");
  write("disk0");
  write("disk0");
  const std::string before = host.execute("query-block");
  const std::string saved = host.save("block");
  host.unload("block");

  ASSERT_EQ(host.load("block", R"({"drive": {"id": "x", "file": "/none"}})", saved.c_str()), "");

  EXPECT_EQ(host.execute("query-block"), before);
  EXPECT_EQ(host.save("block"), saved);
  EXPECT_EQ(
      (Texts{write("disk0"), write("disk0"), write("disk0")}),
      (Texts{"GenericError: Could not write to device 'disk0': Input/output error", "{}", "{}"}));
  EXPECT_EQ(write("disk1"), "GenericError: Device 'disk1' is read only");
}

TEST_F(BlockPluginTest, RefusesASavedTextThatItCannotRead) {
  EXPECT_EQ(host.load("block", "{}", R"({"devices": 1})"),
            "GenericError: The saved devices cannot be read: Invalid parameter type for "
            "'devices', expected: array");
}

}  // namespace
}  // namespace signalbox
