#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A storm around one host: rude clients, plugin and machine files, an administrator, upstreams.

usage: tests/stress/hostile.py --build build/asan [--seconds 1800] [--seed N] [--keep]
         [--without NAME,…]    leaves out parts, or acts of the rude clients

Meanwhile a client of a quiet machine is answered all the time, and other clients hear each numbered
event once and in order. At the end each machine answers, the host ends with status 0 while clients
go on, no sanitizer has reported anything, and the ledger's books balance. One line of figures is
printed.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "stress"), str(TESTS / "bridge")]
import qemu  # noqa: E402
import server  # noqa: E402
from storm import place, verdict  # noqa: E402
from storm.administrator import Administrator, ServiceUser  # noqa: E402
from storm.followers import Followers  # noqa: E402
from storm.machine_files import MachineFiles  # noqa: E402
from storm.part import DEADLINE, FORK  # noqa: E402
from storm.plugin_files import PluginFiles  # noqa: E402
from storm.rude_clients import RudeClients  # noqa: E402
from storm.upstreams import Upstreams  # noqa: E402
from storm.witness import Witness  # noqa: E402

LOG_SHOWN = 30  # last lines, where something is wrong
FAULT_SHOWN = 200  # characters
SERVED_AT_THE_END = ["quiet", "counted", "loud", "own", "bridged", "held", "awaited"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", required=True, help="build directory, such as build/asan")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--rude", type=int, default=3, help="processes of rude clients")
    parser.add_argument("--without", default="", help="names, such as administrator,descriptors")
    parser.add_argument("--keep", action="store_true", help="keep the host's folder")
    return parser.parse_args()


class Storm:
    def __init__(self, given, build, host):
        self.build = build
        self.host = host
        self.results = FORK.SimpleQueue()
        self.over = FORK.Event()  # for all but those that go on until the host ends
        self.gone = FORK.Event()
        self.failures, self.figures, self.ended = [], {}, set()
        seed, folder, without = given.seed, host.directory, given.without.split(",")
        self.parts = [
            Witness("witness", folder, seed, self.over, self.results),
            Followers("followers", folder, seed, self.over, self.results),
            Administrator("administrator", folder, seed, self.over, self.results),
            ServiceUser("service user", folder, seed, self.over, self.results),
            PluginFiles("plugin files", folder, seed, self.over, self.results, build=build),
            MachineFiles("machine files", folder, seed, self.over, self.results),
            Upstreams("upstreams", folder, seed, self.gone, self.results, calm=self.over),
            *(RudeClients(f"rude {number}", folder, seed, self.gone if number == 0 else self.over,
                          self.results, without=without) for number in range(given.rude))]
        self.parts = [each for each in self.parts if each.name not in without]

    def run(self, seconds):
        for each in self.parts:
            each.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.failures and self.is_alive():
            self.collect(0.2)
        self.over.set()
        self.await_parts(self.over)
        if self.is_alive() and not self.failures:
            self.check_service()
        self.end_host()
        self.gone.set()
        self.await_parts(self.gone)

    def is_alive(self):
        return self.host.process.poll() is None

    def collect(self, seconds):
        """Takes the results of parts that have ended."""
        time.sleep(seconds)
        while not self.results.empty():
            name, figures, failure = self.results.get()
            self.ended.add(name)
            for key, value in figures.items():
                self.figures[key] = self.figures.get(key, 0) + value
            if failure and (self.is_alive() or name in ("upstreams", "machine files")):
                self.failures.append(f"{name}: {failure}")

    def await_parts(self, event):
        end = time.monotonic() + DEADLINE
        waited = [each for each in self.parts if each.until is event]
        while any(each.name not in self.ended for each in waited) and time.monotonic() < end:
            self.collect(0.05)
        for each in waited:
            if each.name not in self.ended:
                self.failures.append(f"{each.name}: does not come to an end")
                each.kill()
            each.join(DEADLINE)

    def check_service(self):
        """Each machine must let a client in and answer it, while some rude clients go on."""
        for machine in SERVED_AT_THE_END:
            end = time.monotonic() + DEADLINE
            while (fault := self.why_not_served(machine)) and self.is_alive():
                if time.monotonic() > end:
                    self.failures.append(f"machine '{machine}' does not answer: {fault}")
                    break
                time.sleep(0.1)

    def why_not_served(self, machine):
        try:
            client = self.host.connect(f"{machine}.sock")
            client.socket.settimeout(DEADLINE)
            answer = client.negotiate().call("query-version")
            client.close()
            return "" if answer and "return" in answer else f"{answer}"
        except (OSError, AssertionError, TypeError) as error:  # TypeError: the end, no greeting
            return repr(error)[:FAULT_SHOWN]

    def end_host(self):
        """Sends SIGTERM; the host must end with status 0 in time."""
        process = self.host.process
        if not self.is_alive():
            self.failures.append(f"the host has ended in the storm, with {process.returncode}")
            return
        start = time.monotonic()
        process.terminate()
        try:
            process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.failures.append(f"the host does not end within {DEADLINE} s of SIGTERM")
            return
        self.figures["end ms"] = round(1000 * (time.monotonic() - start))
        if process.returncode != 0:
            self.failures.append(f"the host ended with {process.returncode}")


def environment():
    """A sanitizer that has reported ends the host with a status of its own. Without one, memory that
    is freed is filled with a pattern (MALLOC_PERTURB_ of glibc), so that its use does not go well."""
    given = os.environ
    return {"TMPDIR": "tmp", "MALLOC_PERTURB_": "165",
            "ASAN_OPTIONS": "intercept_tls_get_addr=0:exitcode=99:" + given.get("ASAN_OPTIONS", ""),
            "TSAN_OPTIONS": "exitcode=66:" + given.get("TSAN_OPTIONS", ""),
            "UBSAN_OPTIONS": "print_stacktrace=1:" + given.get("UBSAN_OPTIONS", "")}


def start_host(build):
    server.SIGNALBOXD = str(build.signalboxd)
    config = place.CONFIG + ("" if qemu.is_missing() else place.REAL)

    def before(directory):
        place.furnish(directory, build)
        os.mkfifo(os.path.join(directory, "disks", "slow"))
    return server.Host(config, before=before, environment=environment())


def main():
    given = arguments()
    build = place.Build(given.build)
    if build.missing():
        sys.exit(f"not built: {', '.join(build.missing())}")
    print(f"seed {given.seed}", flush=True)
    host = start_host(build)
    for each in ("quiet.sock", "counted-management.sock"):
        host.connect(each).close()
    storm = Storm(given, build, host)
    storm.run(given.seconds)
    log = host.log()
    failures = storm.failures + verdict.reports(log, host.process.pid)
    if not failures:
        failures = [each for each in [verdict.fsck(build.signalbox, host.directory)] if each]
    print(verdict.line(storm.figures, log, given.seed, given.seconds))
    for each in failures:
        print(f"FAILED: {each}")
    if failures:
        print("\n".join(log.splitlines()[-LOG_SHOWN:]))
    if given.keep:
        print(f"the host's folder: {host.directory}")
    else:
        host.remove()
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
