# SPDX-License-Identifier: Apache-2.0
"""What hostile clients, upstreams and local users do to a host, for bench/hostile. Each attack runs in a
process of its own, in the host's folder, until it is killed."""
import json
import os
import selectors
import shutil
import socket
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "tests", each) for each in ("stress", "bridge")]
import upstream  # noqa: E402

MIB = 1 << 20
NEGOTIATE = b'{"execute":"qmp_capabilities"}'
VICTIM, OBSERVED = "victim.qmp", "observed.qmp"  # the victim's sockets: all commands, harmless ones
PULSE = "pulse.qmp"                              # of the machine whose plugin emits


def connect(path=OBSERVED, negotiate=True):
    """A client that has been greeted, or has negotiated; None: it is not let in now."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(30)
    try:
        client.connect(path)
        client.recv(1 << 16)
        if negotiate:
            client.sendall(NEGOTIATE)
            client.recv(1 << 16)
    except OSError:
        client.close()
        return None
    return client


def clients(count, **how):
    return [each for each in (connect(**how) for _ in range(count)) if each]


def pump(all_of_them, text=b"", seconds=None):
    """Sends `text` again and again by each, and reads whatever comes."""
    stop = time.monotonic() + seconds if seconds else float("inf")
    selector = selectors.DefaultSelector()
    room = bytearray(MIB)
    at = dict.fromkeys(all_of_them, 0)
    for each in all_of_them:
        each.setblocking(False)
        selector.register(each, selectors.EVENT_READ | (selectors.EVENT_WRITE if text else 0))
    while at and time.monotonic() < stop:
        for key, mask in selector.select(1):
            one = key.fileobj
            try:
                if mask & selectors.EVENT_READ and not one.recv_into(room):
                    raise ConnectionResetError
                if mask & selectors.EVENT_WRITE:
                    at[one] = (at[one] + one.send(memoryview(text)[at[one]:])) % len(text)
            except BlockingIOError:
                pass
            except OSError:
                selector.unregister(one)
                del at[one]


def pipelined_commands():
    """100 observers of one machine send commands without a pause and read the answers"""
    pump(clients(100), b'{"execute":"query-qmp-schema"}{"execute":"query-version"}\n' * 100)


def out_of_band():
    """20 clients send out-of-band commands without a pause"""
    all_of_them = clients(20, negotiate=False)
    for each in all_of_them:
        each.sendall(b'{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}')
    pump(all_of_them, b'{"exec-oob":"query-version","id":1}\n' * 500)


def connections_that_leave():
    """60,000 connections to signals, of 60 clients, end at once, again and again"""
    command = b'{"execute":"signal-connect","arguments":{"signal":"stop-event"}}\n'
    while True:
        all_of_them = clients(60)
        pump(all_of_them, command * 1000, seconds=3)
        for each in all_of_them:
            each.close()


def conditions_that_leave():
    """400 clients connect with the same 1,024 values and leave, again and again"""
    condition = {"execute": "signal-connect",
                 "arguments": {"signal": "rtc-change-event", "where": {"offset": list(range(1024))}}}
    text = json.dumps(condition).encode()
    while True:
        all_of_them = clients(400)
        for each in all_of_them:
            each.sendall(text)
        for each in all_of_them:
            each.recv(1 << 16)
            each.close()


def large_messages():
    """two clients send commands of 60 MiB, one after the other"""
    members = b",".join(b'"%d":"%s"' % (i, b"x" * 4000) for i in range(60 * MIB // 4010))
    pump(clients(2, path=VICTIM), b'{"execute":"query-status","arguments":{' + members + b"}}\n")


def unfinished_strings():
    """ten observers send strings of 60 MiB that never end, leave and come again"""
    text = b'{"execute": "' + b"x" * (60 * MIB)
    while True:
        all_of_them = clients(10)
        pump(all_of_them, text, seconds=2)
        for each in all_of_them:
            each.close()


def descriptors():
    """an observer of a bridged machine sends descriptors, 50 at a time, and no command"""
    null = os.open("/dev/null", os.O_RDONLY)
    while True:
        client = connect("bridged.qmp")
        try:
            while client:
                socket.send_fds(client, [b" "], [null] * 50)
        except OSError:
            client.close()


def connect_and_leave():
    """clients connect and leave at once, some with half a command"""
    while True:
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(OBSERVED)
            client.send(NEGOTIATE + b'{"execute":"quer')
        except OSError:
            pass
        client.close()


def serve_upstream(answers, then):
    """A QEMU that the bridge in front of it finds; `then` says what it does with each monitor."""
    with upstream.Upstream("bridged.up") as server:
        server.listener.settimeout(None)
        while True:
            try:
                then(server.serve(answers=answers))
            except (OSError, AssertionError, ValueError, KeyError, TypeError):
                continue


def upstream_floods():
    """a QEMU sends events without a pause, which 20 clients read"""
    event = b'{"timestamp":{"seconds":1,"microseconds":2},"event":"RESET","data":{"guest":true,"reason":"guest-reset"}}\r\n'
    if os.fork() == 0:
        time.sleep(1)
        pump(clients(20, path="bridged.qmp"))
        os._exit(0)

    def flood(monitor):
        while True:
            monitor.socket.sendall(event * 500)

    serve_upstream(upstream.ANSWERS, flood)


def upstream_with_large_schema():
    """a QEMU with an introspection of 15 MiB goes and comes back, again and again"""
    entry = {"name": "", "meta-type": "object", "members": [{"name": "m%d" % i, "type": "str"} for i in range(20)]}
    size = len(json.dumps(entry))
    more = [{**entry, "name": "large-%d" % i} for i in range(15 * MIB // size)]
    answers = {**upstream.ANSWERS, "query-qmp-schema": upstream.RECORDED["schema"] + more}

    def leave(monitor):
        time.sleep(0.5)
        monitor.socket.close()

    serve_upstream(answers, leave)


def report_readers():
    """a browser asks for the report of 2,000 clients and 60 days, and for the metrics, again and again"""
    request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
    while True:
        for each in request:
            client = socket.socket(socket.AF_UNIX)
            client.settimeout(30)
            try:
                client.connect("pages")
                client.sendall(each.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                while client.recv(MIB):
                    pass
            except OSError:
                pass
            client.close()


def plugins_that_hang():
    """plugins that never end to be mapped are dropped into a machine's folder, and named by new machines"""
    number = 0
    while True:
        number += 1
        shutil.copyfile("hangs.so", "dropped/part")
        os.chmod("dropped/part", 0o755)
        os.rename("dropped/part", "dropped/hangs-%d.so" % (number % 4))
        with open("machines/part", "w", encoding="utf-8") as file:
            file.write("machine new%d { plugin-dir ../dropped\n plugin hangs-0\n listen unix:new.qmp }\n" % number)
        os.rename("machines/part", "machines/new%d.info" % number)
        time.sleep(0.5)
        os.unlink("machines/new%d.info" % number)


def machines_that_come_and_go():
    """a machine with 300 clients comes and goes, again and again"""
    while True:
        with open("machines/part", "w", encoding="utf-8") as file:
            file.write("machine guest { plugin legacy\n listen unix:guest.qmp }\n")
        os.rename("machines/part", "machines/guest.info")
        while not os.path.exists("machines/guest.qmp"):
            time.sleep(0.01)
        all_of_them = clients(300, path="machines/guest.qmp")
        os.unlink("machines/guest.info")
        time.sleep(0.3)
        for each in all_of_them:
            each.close()


def emit(**how):
    control = connect(PULSE)
    control.sendall(json.dumps({"execute": "pulse-emit", "arguments": how}).encode())
    return control


def listeners(count):
    all_of_them = clients(count, path=PULSE)
    for each in all_of_them:
        each.sendall(b'{"execute":"pulse-event-connect"}')
        each.recv(1 << 16)
    return all_of_them


def events_for_many():
    """1,000 clients hear an event storm and read it"""
    all_of_them = listeners(1000)
    all_of_them.append(emit(count=0, rate=0, size=100))
    pump(all_of_them)


def events_that_nobody_reads():
    """200 clients hear an event storm and do not read; those who are ended come again"""
    control = emit(count=0, rate=20000, size=400)
    while True:
        all_of_them = listeners(200)
        pump([control], seconds=3)
        for each in all_of_them:
            each.close()


def log_lines():
    """clients that do not read what they ask for are ended, a line in the log each, and come again"""
    while True:
        all_of_them = clients(20)
        for each in all_of_them:
            each.settimeout(0.05)
            try:
                while True:
                    each.sendall(b'{"execute":"query-qmp-schema"}\n' * 100)
            except OSError:
                each.close()


def slow_name():
    """nothing: the name of a machine's monitor is looked up, and the name server does not answer"""
    while True:
        time.sleep(60)


ATTACKS = [pipelined_commands, out_of_band, connections_that_leave, conditions_that_leave, large_messages,
           unfinished_strings, descriptors, connect_and_leave, upstream_floods, upstream_with_large_schema,
           slow_name, report_readers, plugins_that_hang, machines_that_come_and_go, events_for_many,
           events_that_nobody_reads, log_lines]
