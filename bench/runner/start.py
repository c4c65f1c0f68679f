# SPDX-License-Identifier: Apache-2.0
"""From the start of the program to its first reply, and from a plugin's file to its first event."""
import contextlib
import os
import shutil
import socket
import subprocess
import time

from noise import Figure
from peers import QMP, Control, Signalbox, present, Nats, Qemu, Redis
from programs import Directory, built
from table import show


def connect(address):
    """A connected socket, or None."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    client = socket.socket(family)
    try:
        client.connect(address)
        return client
    except OSError:
        client.close()
        return None


def first_reply(command, address, question, answer, directory):
    """Milliseconds from before the fork until `answer` is read."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while (client := connect(address)) is None:
        time.sleep(0.0002)
    with client:
        client.sendall(question)
        text = b""
        while answer not in text:
            text += client.recv(4096)
        taken = 1000 * (time.monotonic() - start)
    process.terminate()
    process.wait()
    return taken


def commands(directory):
    """name: (the command, its address, a question, the end of the answer)"""
    path = os.path.join(directory, "s")
    plugins = os.path.join(directory, "plugins")
    os.makedirs(plugins, exist_ok=True)
    for each in ("block.so", "legacy.so"):
        shutil.copy(built(each), plugins)
    query = (QMP + '{"execute":"query-version"}').encode(), b"qemu"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    all_commands = {
        "signalboxd, no plugin": ([built("signalboxd"), "--listen", f"unix:{path}"], path, *query),
        "signalboxd, block and legacy": (
            [built("signalboxd"), "--listen", f"unix:{path}", "--plugin-dir", plugins], path,
            *query),
        "signalboxd, and a ledger": (
            [built("signalboxd"), "--listen", f"unix:{path}", "--plugin-dir", plugins, "--ledger",
             os.path.join(directory, "ledger.db")], path, *query)}
    if present([Redis]):
        all_commands["redis"] = (["redis-server", "--port", "0", "--unixsocket", path], path,
                                 b"PING\r\n", b"PONG")
    if present([Nats]):
        all_commands["nats"] = (["nats-server", "-a", "127.0.0.1", "-p", str(port)],
                                ("127.0.0.1", port), b"CONNECT {}\r\nPING\r\n", b"PONG")
    if present([Qemu]):
        all_commands["qemu, without a machine"] = (
            ["qemu-system-x86_64", "-M", "none", "-nodefaults", "-display", "none", "-qmp",
             f"unix:{path},server=on,wait=off"], path, *query)
    return all_commands


def of_program(repeats):
    rows = []
    with Directory() as directory:
        for name, (command, address, question, answer) in commands(directory).items():
            values = []
            for _ in range(repeats):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(directory, "s"))
                values.append(first_reply(command, address, question, answer, directory))
            rows.append([name, Figure(values)])
    show("From the start of the program to its first reply", ["program", "ms"], rows)


def of_plugin(repeats):
    """Its file is renamed into a plugin directory; a client connects as soon as it may, and has an
    event made."""
    values = []
    for _ in range(repeats):
        with Directory() as directory:
            host = Signalbox(directory, plugin=None)
            ready = os.path.join(directory, "pulse.so")
            shutil.copy(built("pulse.so"), ready)
            client = Control(host.address[5:])
            start = time.monotonic()
            os.rename(ready, os.path.join(directory, "plugins", "pulse.so"))
            while True:
                with contextlib.suppress(RuntimeError):
                    client.call("pulse-event-connect")
                    break
            client.call("pulse-emit", count=1, rate=0, size=10)
            if not client.events:
                client.lines.readline()
            values.append(1000 * (time.monotonic() - start))
            client.close()
            host.close()
    show("From a plugin's file to its first event", ["", "ms"], [["signalboxd", Figure(values)]])


def run(quick):
    repeats = 5 if quick else 15
    of_program(repeats)
    of_plugin(repeats)
