// SPDX-License-Identifier: Apache-2.0
#include "compat/unit_name.hpp"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(UnitName, IsTheSameTomorrow) {
  const struct {
    const char* cgroup;
    const char* unit;
  } kCases[] = {
      {"/", ""},
      {"/init.scope", ""},
      {"/system.slice/libvirtd.service", "libvirtd.service"},
      {"/system.slice/system-backup.slice/backup@disk0.service", "backup@.service"},
      {"/user.slice/user-1000.slice/session-3.scope", "login:alice"},
      {"/user.slice/user-1000.slice/user@1000.service/init.scope", ""},
      {"/user.slice/user-1000.slice/user@1000.service/app.slice/backup.service", "backup.service"},
      {"/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-editor-4711.scope",
       "app-gnome-editor.scope"},
      {"/system.slice/run-r0123456789abcdef.scope", "run:poll.py"},
      {"/system.slice/run-u42.service", "run:poll.py"},
      {"/system.slice/docker-0123456789abcdef0123456789abcdef.scope", "container:docker"},
      {"/kubepods.slice/kubepods-pod1234.slice/cri-containerd-99.scope", "container:kubernetes"},
      {"/machine.slice/libpod-99.scope/container", "container:podman"},
      {"/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt", "machine-qemu.scope"},
  };
  for (const auto& each : kCases) {
    EXPECT_EQ(unit_name(each.cgroup, "alice", "poll.py"), each.unit) << each.cgroup;
  }
}

}  // namespace
}  // namespace signalbox
