# SPDX-License-Identifier: Apache-2.0
"""A real QEMU without a guest, for the bridge to stand in front of."""
import os
import shutil
import subprocess

from server import DEADLINE

PROGRAM = "qemu-system-x86_64"


def is_missing():
    """Why real QEMUs cannot be had; None: they can."""
    return None if shutil.which(PROGRAM) else f"{PROGRAM} is not installed"


class Qemu:
    """Runs until its block ends, or `quit`. `arguments` are added to a machine without a board."""

    def __init__(self, directory, arguments, machine="none", program=PROGRAM, **more):
        board = ["-M", machine, "-nodefaults", "-display", "none", "-S"] if program == PROGRAM else []
        self.log_path = os.path.join(directory, "qemu.log")
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([program, *board, *arguments], cwd=directory,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(DEADLINE)


def monitor(path):
    return ["-qmp", f"unix:{path},server=on,wait=off"]
