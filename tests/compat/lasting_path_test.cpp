// SPDX-License-Identifier: Apache-2.0
#include "compat/lasting_path.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(LastingPath, LeavesOutWhatDiffersFromRunToRun) {
  const std::pair<const char*, const char*> kCases[] = {
      {"/tmp/job-000000/check_vm.py", "/tmp/*/check_vm.py"},
      {"/tmp/job-1/src/check_vm.py", "/tmp/*/check_vm.py"},
      {"/tmp/check_vm.py", "/tmp/*/check_vm.py"},
      {"/var/tmp/a/poll", "/var/tmp/*/poll"},
      {"/run/user/1000/x/poll", "/run/user/*/poll"},
      {"/opt/agent-2.1.0/bin/agent", "/opt/agent-*/bin/agent"},
      {"/opt/agent-v2/bin/agent", "/opt/agent-*/bin/agent"},
      {"/snap/agent/4711/bin/agent", "/snap/agent/*/bin/agent"},
      {"/srv/workspace/job@2/poll.py", "/srv/workspace/job@*/poll.py"},
      {"/builds/3f2a9c01/poll.py", "/builds/*/poll.py"},
      {"/work/0b5e9a6c-8f1d-4c3e-9a77-1d2e3f4a5b6c.sh", "/work/*.sh"},
      {"/nix/store/0c9k4m2n7q1r5s8t3v6w0x4y7z2a5b8c-agent-1.0/bin/agent",
       "/nix/store/*-agent-*/bin/agent"},
      {"/work/1.2.3-4", "/work/*"},
      {"/home/ci/tmp/9/poll.py", "/home/ci/tmp/*/poll.py"},
      {"/usr/bin/python3.11", "/usr/bin/python3.*"},
  };
  for (const auto& [path, lasting] : kCases) EXPECT_EQ(lasting_path(path), lasting) << path;
}

TEST(LastingPath, LeavesOtherPathsAsTheyAre) {
  for (const std::string path :
       {"/usr/bin/libvirtd", "/usr/bin/qemu", "/opt/poll.py", "/usr/lib/vm1/md5sum",
        "-m backup.agent", "/home/alice/decade/facade.sh", "/", ""}) {
    EXPECT_EQ(lasting_path(path), path);
  }
}

TEST(LastingPath, OfALastingPathIsTheSame) {
  for (const std::string path : {"/tmp/a/b.py", "/opt/agent-2.1/bin/x", "/builds/3f2a9c01/p"}) {
    EXPECT_EQ(lasting_path(lasting_path(path)), lasting_path(path));
  }
}

}  // namespace
}  // namespace signalbox
