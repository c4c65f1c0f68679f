# SPDX-License-Identifier: Apache-2.0
"""Programs that are measured, and those that measure: started in a private directory, and what
they have cost so far."""
import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build", "release")
PATIENCE = 20  # seconds that a program may take to be there


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent():
    """So that nothing is left behind, however this ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Program:
    """A child process with pipes, whose answers are lines of JSON."""

    def __init__(self, *arguments, directory=None, log=None):
        self.process = subprocess.Popen(
            [str(each) for each in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log, text=True, bufsize=1, cwd=directory, preexec_fn=end_with_parent)

    def order(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args[0]} has ended")
        return json.loads(line)

    def ask(self, line):
        self.order(line)
        return self.answer()

    def cpu_ns(self):
        """CPU time of the process with all its threads, those that have ended too."""
        return time.clock_gettime_ns((~self.process.pid << 3) | 2)  # see clock_getcpuclockid(3)

    def memory(self):
        """Bytes that are resident."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) << 10 for line in file if line.startswith("VmRSS"))

    def close(self):
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()
        self.process.terminate()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Directory:
    """A private directory, gone with the `with` block that it is made for."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="signalbox-bench-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def built(name):
    """A program or plugin of the release build."""
    for folder in ("bin", "bench", "plugins", "lib"):
        path = os.path.join(BUILD, folder, name)
        if os.path.exists(path):
            return path
    raise SystemExit(f"bench/run: there is no {name} in {BUILD}; build it with\n"
                     "    cmake --preset release && cmake --build --preset release")


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"waited {PATIENCE} s for {what}")
        time.sleep(0.001)
