// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace signalbox {

// The systemd unit, login or container of a cgroup path, named so that it is the same tomorrow:
//
//   /system.slice/libvirtd.service                        -> libvirtd.service
//   /system.slice/system-backup.slice/backup@disk0.service -> backup@.service
//   /user.slice/user-1000.slice/session-3.scope           -> login:USER
//   /user.slice/…/user@1000.service/app.slice/x.service   -> x.service
//   /system.slice/run-r0123abcd.scope                     -> run:COMMAND
//   /system.slice/docker-<64 hexadecimal digits>.scope    -> container:docker
//   /kubepods.slice/…-pod<uid>.slice/cri-containerd-….scope -> container:kubernetes
//   /machine.slice/machine-qemu\x2d1\x2dvm.scope          -> machine-qemu.scope
//
// Empty for a path that names none. `user` and `command` are what stands for USER and COMMAND.
std::string unit_name(std::string_view cgroup, std::string_view user, std::string_view command);

}  // namespace signalbox
