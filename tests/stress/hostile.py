#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A storm around one host: rude clients, plugin and machine files, an administrator, upstreams.

usage: tests/stress/hostile.py --build build/asan [--seconds 1800] [--seed N] [--keep]
         [--without NAME,…]    leaves out parts, or acts of the rude clients

Meanwhile a client of a quiet machine is answered all the time, and other clients hear each numbered
event once and in order. At the end each machine answers, the host ends with status 0 while clients
go on, no sanitizer has reported anything, and the ledger's books balance. A table of figures is
printed; what was wrong follows it, and makes the exit status 1.
"""
import argparse
import os
import pathlib
import random
import sys

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "stress"), str(TESTS / "bridge")]
import qemu  # noqa: E402
import server  # noqa: E402
from storm import place, verdict  # noqa: E402
from storm.course import Storm  # noqa: E402

LOG_SHOWN = 30  # last lines, where something is wrong


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--build", required=True, help="build directory, such as build/asan")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--rude", type=int, default=3, help="processes of rude clients")
    parser.add_argument("--without", default="", help="names, such as administrator,descriptors")
    parser.add_argument("--keep", action="store_true", help="keep the host's folder")
    return parser.parse_args()


def environment():
    """A sanitizer that has reported ends the host with its own status. Without one, glibc fills
    freed memory with a pattern (MALLOC_PERTURB_), so that a use of it does not go unnoticed."""
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
    try:
        failed = judge(given, build, host)
    finally:
        if given.keep:
            host.process.kill()
            print(f"the host's folder: {host.directory}")
        else:
            host.remove()
    sys.exit(1 if failed else 0)


def judge(given, build, host):
    """Runs the storm and prints what came of it; True: something was wrong."""
    # The admin socket comes last: the host cannot start while a directory is being replaced.
    for each in ("quiet.sock", "counted-management.sock", "admin.sock"):
        host.connect(each).close()
    storm = Storm(given, build, host)
    storm.run(given.seconds)
    log = host.log() + verdict.rotated_log(host.directory)
    failures = storm.failures + verdict.reports(log, host.process.pid)
    if not failures:
        failures = [each for each in [verdict.fsck(build.signalbox, host.directory)] if each]
    print(verdict.table(storm.figures, log, len(failures)))
    for each in failures:
        print(f"FAILED: {each}")
    if failures:
        print("\n".join(log.splitlines()[-LOG_SHOWN:]))
    return bool(failures)


if __name__ == "__main__":
    main()
