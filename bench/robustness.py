#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Memory and time of a host with many, slow and hostile clients, for docs/robustness.md.

usage: bench/robustness.py [SIGNALBOXD]     default: build/release/bin/signalboxd
"""
import argparse
import os
import resource
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "stress"))
import server  # noqa: E402
from server import MIB, Host, machine  # noqa: E402

CLIENTS = 10000
ROUNDS = 15


def say(what, figure):
    print(f"{what:<64} {figure}", flush=True)


def mib(size):
    return f"{size / MIB:8.1f} MiB"


def ms(seconds):
    return f"{1000 * seconds:8.1f} ms"


def take_lines(client, count):
    """Reads that many messages without looking into them."""
    while count > 0:
        data = client.socket.recv(MIB)
        assert data, "the host hung up"
        count -= data.count(b"\n")


def many_clients():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (CLIENTS + 200, hard))
    with Host(machine()) as host:
        driver = host.connect().negotiate()
        before = host.status("VmRSS")
        start = time.monotonic()
        clients = [host.connect() for _ in range(CLIENTS)]
        for client in clients:
            take_lines(client, 1)
        say(f"{CLIENTS} clients connect and are greeted", ms(time.monotonic() - start))
        greeted = host.status("VmRSS")
        say("memory of a client that has not negotiated",
            f"{(greeted - before) / CLIENTS / 1024:8.1f} KiB")

        for client in clients:
            client.send(b'{"execute":"qmp_capabilities"}')
        for client in clients:
            take_lines(client, 1)
        negotiated = host.status("VmRSS")
        say("memory of an idle client, its 14 legacy signals connected",
            f"{(negotiated - before) / CLIENTS / 1024:8.1f} KiB")

        start = time.monotonic()
        driver.send(b'{"execute":"stop"}')
        for client in clients:
            take_lines(client, 1)
        say("an event is heard by all of them", ms(time.monotonic() - start))
        say("memory of a client after its first event",
            f"{(host.status('VmRSS') - before) / CLIENTS / 1024:8.1f} KiB")
        for client in clients:
            client.close()


def slow_reader():
    with Host(machine()) as host:
        slow = host.connect().negotiate()
        driver = host.connect().negotiate()
        before = host.status("VmRSS")
        batch = b'{"execute":"stop"}{"execute":"cont"}' * 500
        start = time.monotonic()
        events = 0
        while "a client does not read" not in host.log():
            driver.send(batch)
            take_lines(driver, 2000)  # a reply and an event for each command
            events += 1000
        seconds = time.monotonic() - start
        say(f"{events} events until a client that reads nothing is dropped", ms(seconds))
        say("most memory for its backlog of 64 MiB", mib(host.status("VmHWM") - before))
        start = time.monotonic()
        driver.send(b'{"execute":"query-status"}')
        take_lines(driver, 1)
        say("the next reply to somebody else", ms(time.monotonic() - start))
        say("memory that is left of it", mib(max(host.status("VmRSS") - before, 0)))
        slow.close()


def hostile(name, pieces):
    size = sum(len(piece) for piece in pieces)
    with Host(machine()) as host:
        client = host.connect().negotiate()
        before = host.status("VmHWM")
        start = time.monotonic()
        for piece in pieces:
            client.send(piece)
        take_lines(client, 1)
        say(f"{name}, {size / MIB:.1f} MiB: to the first error", ms(time.monotonic() - start))
        used = host.status("VmHWM") - before
        say("    most memory", f"{mib(used)}, {used / size:.1f} times the input")


def repeated(piece, size):
    return piece * (size // len(piece))


def distinct_keys(count):
    return ",".join(f'"{i}":0' for i in range(count)).encode()


def devices(size):
    return b",".join(b'{"device":"disk%d","size":%d,"path":"/images/disk-%d.qcow2","ro":false}'
                     % (i, i << 12, i) for i in range(size // 75))


def large_commands():
    commands = {
        "a string as id": b'"id":"' + b"x" * MIB + b'"',
        "a string of escapes as id": b'"id":"' + repeated(rb"\u00e9", MIB) + b'"',
        "objects as id": b'"id":[' + devices(MIB) + b"]",
        "objects as arguments": b'"arguments":{"a":[' + devices(MIB) + b"]}",
        "numbers of a digit as arguments": b'"arguments":{"a":[' + repeated(b"0,", MIB) + b"0]}",
        "90,000 members as arguments": b'"arguments":{' + distinct_keys(90000) + b"}",
        "90,000 members of its own": distinct_keys(90000),
    }
    with Host(machine()) as host:
        client = host.connect().negotiate()
        for name, members in commands.items():
            command = b'{"execute":"query-status",' + members + b"}"
            times = []
            for _ in range(ROUNDS):
                start = time.monotonic()
                client.send(command)
                take_lines(client, 1)
                times.append(time.monotonic() - start)
            say(f"1 MiB there and back, {name}",
                f"{ms(min(times))}, the first time {ms(times[0]).strip()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("signalboxd", nargs="?",
                        default=os.path.join(ROOT, "build/release/bin/signalboxd"))
    server.SIGNALBOXD = os.path.abspath(parser.parse_args().signalboxd)
    large_commands()
    hostile("one string", [b'{"a":"'] + [b"x" * MIB] * 64)
    hostile("2 Mi tokens, numbers", [b"[" + b"0," * MIB])
    hostile("2 Mi tokens, keys", [b"{" + distinct_keys(MIB // 2 + 1) + b","])
    hostile("2 Mi tokens, one key again and again", [b"{" + b'"":0,' * (MIB // 2)])
    slow_reader()
    many_clients()


if __name__ == "__main__":
    main()
