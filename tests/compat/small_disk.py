# SPDX-License-Identifier: Apache-2.0
"""A file system of a few MiB that can really be full, for the processes of one test program."""
import ctypes
import errno
import os
import unittest

# <sched.h> and <sys/mount.h>
CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_REC, MS_PRIVATE = 0x4000, 0x40000
MNT_DETACH = 2

libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def enter_own_mounts():
    """Moves the program, which has one thread, to a mount namespace of its own: as root, or as root of a
    user namespace of its own."""
    if os.geteuid() == 0 and libc.unshare(CLONE_NEWNS) == 0:
        return
    user, group = os.geteuid(), os.getegid()
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWNS))
    for name, text in [("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")]:
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


class SmallDisk:
    """Mounted on a directory for as long as its block runs. Skips the test where nothing may be mounted."""

    def __init__(self, directory, size):
        self.directory, self.size = directory, size
        self.ballast = os.path.join(directory, "ballast")

    def __enter__(self):
        try:
            enter_own_mounts()
            check(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
            check(libc.mount(b"none", self.directory.encode(), b"tmpfs", 0, b"size=%d" % self.size))
        except OSError as error:
            raise unittest.SkipTest(f"no small file system may be mounted here: {error.strerror}") from None
        return self

    def __exit__(self, *_):
        check(libc.umount2(self.directory.encode(), MNT_DETACH))  # a reader of the ledger may be about

    def fill(self):
        """Until the system says that no space is left."""
        with open(self.ballast, "ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def make_room(self):
        os.unlink(self.ballast)
