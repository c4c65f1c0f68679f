# SPDX-License-Identifier: Apache-2.0
"""The servers that are measured on the same work, each behind the same few methods.

address           where its clients connect
hello(channel)    what a client says to receive events, and how many lines it gets for that
greeting()        the same for a client that only asks
lines_per_event   on the wire
emit(…)           starts a stream; whoever made it must have it whole before the next
programs          whose CPU time is the server's
"""
import json
import os
import shutil
import socket
import subprocess

from load import Caller, escaped
from programs import Program, built, wait_for

QMP = '{"execute":"qmp_capabilities"}'


class Peer:
    name = ""
    lines_per_event = 1

    def cpu_ns(self):
        return self.server.cpu_ns()

    def programs(self):
        return [self.server]

    def finish(self):
        """Waits for the end of a stream that emit() started, where that has one."""

    def close(self):
        for each in self.programs():
            each.close()


class Control:
    """A client that hears only what it connects to and calls commands."""

    def __init__(self, path):
        self.events = []  # names of those that came before an answer
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.lines = self.socket.makefile("rb")
        self.lines.readline()
        self.call("qmp_capabilities", enable=["signals"])

    def call(self, command, **arguments):
        self.socket.sendall(json.dumps({"execute": command, "arguments": arguments}).encode())
        while "event" in (answer := json.loads(self.lines.readline())):
            self.events.append(answer["event"])
        if "error" in answer:
            raise RuntimeError(f"{command}: {answer['error']['desc']}")
        return answer["return"]

    def close(self):
        self.lines.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Signalbox(Peer):
    name = "signalboxd"

    def __init__(self, directory, config="", plugin="pulse", name="signalboxd", top=""):
        self.name = name
        self.address = f"unix:{directory}/signalbox.sock"
        path = os.path.join(directory, "signalbox.info")
        plugins = os.path.join(directory, "plugins")
        os.makedirs(plugins, exist_ok=True)
        if plugin:
            shutil.copy(built(f"{plugin}.so"), plugins)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"log-level warning\n{top}\nmachine m {{ listen {self.address}\n"
                       f"plugin-dir {plugins}\n{config} }}\n")
        self.server = Program(built("signalboxd"), "--config", path)
        wait_for(lambda: os.path.exists(self.address[5:]), "signalboxd")
        self.control = None

    def greeting(self):
        return QMP, 2

    def hello(self, channel):
        """An empty channel: all streams; "legacy": the default connection; "where NAME": by a
        condition on the data."""
        if channel == "legacy":
            return QMP, 2
        arguments = {"channel": channel} if channel else {}
        connect = {"execute": "pulse-event-connect", "arguments": arguments}
        if channel.startswith("where "):
            connect = {"execute": "signal-connect", "arguments": {
                "signal": "pulse-event", "where": {"channel": channel[6:]}}}
        return QMP + json.dumps(connect), 3

    def control_client(self):
        return Control(self.address[5:])

    def emit(self, count, rate, size, channel="", legacy=False):
        if self.control is None:
            self.control = self.control_client()
        pad = max(size - self.length_without_pad(channel), 0)
        self.control.call("pulse-emit", count=count, rate=rate, size=pad, channel=channel,
                          legacy=legacy)

    @staticmethod
    def length_without_pad(channel):
        """Of an event as the limit server writes it too, with a tag of three characters."""
        return len('{"timestamp": {"seconds": 1234567890, "microseconds": 123456}, "event": '
                   '"PULSE_EVENT", "data": {"channel": "", "sequence": 1234, "ns": 1234567890123, '
                   '"pad": ""}, "tag": "t12"}\r\n') + len(channel)

    def close(self):
        if self.control is not None:
            self.control.close()
        super().close()


class Limit(Peer):
    name = "limit"

    def __init__(self, directory):
        self.address = f"unix:{directory}/limit.sock"
        self.server = Program(built("bench_limit_server"), self.address)
        self.server.answer()
        self.is_emitting = False

    def greeting(self):
        return "", 1

    def hello(self, channel):
        return "", 1

    def emit(self, count, rate, size, channel=""):
        self.server.order(f"emit {count} {rate} {size}")
        self.is_emitting = True

    def finish(self):
        if self.is_emitting:
            self.server.answer()
        self.is_emitting = False


class Broker(Peer):
    """A server that a client of its publishes through."""

    window = 8  # batches of BATCH that wait for their answer
    batch = 32
    publisher = None
    size = 0

    def text(self, size):
        """An event of as many bytes as signalboxd's."""
        head = '{"timestamp": {"seconds": 1234567890, "microseconds": 123456}, "event": ' \
               '"PULSE_EVENT", "data": {"channel": "", "sequence": 1234, "ns": @ns@, "pad": "'
        return head + "x" * (size - len(head) - 16 + 4 - 2) + '"}'

    def begin(self, size, channel, batched):
        if self.publisher is not None and self.made_for == (size, channel, batched):
            return
        if self.publisher is not None:
            self.publisher.close()
        self.made_for = size, channel, batched
        self.publisher = self.open_publisher(size, channel, batched)

    def emit(self, count, rate, size, channel=""):
        batched = rate == 0
        self.begin(size, channel, batched)
        if batched:
            self.publisher.order(f"call {count // self.batch} {self.window} 0 {self.batch} "
                                 + escaped(self.last))
        else:
            self.publisher.order(f"call {count} {self.window} {rate}")
        self.is_emitting = True

    def finish(self):
        if self.is_emitting:
            self.publisher.answer()
        self.is_emitting = False

    def close(self):
        if self.publisher is not None:
            self.publisher.close()
        super().close()


class Redis(Broker):
    name = "redis"
    package = "redis-server"
    lines_per_event = 7  # *3, $7, message, $…, the channel, $…, the text
    last = ""

    def __init__(self, directory):
        path = os.path.join(directory, "redis.sock")
        self.address = f"unix:{path}"
        self.server = Program("redis-server", "--port", 0, "--unixsocket", path, "--save", "",
                              "--appendonly", "no", "--maxclients", 15000, "--daemonize", "no",
                              "--client-output-buffer-limit", "pubsub 0 0 0", "--dir", directory,
                              "--logfile", os.path.join(directory, "redis.log"))
        wait_for(lambda: os.path.exists(path), "redis-server")

    def greeting(self):
        return "PING\r\n", 1

    def hello(self, channel):
        return f"SUBSCRIBE pulse{channel}\r\n", 6

    def open_publisher(self, size, channel, batched):
        text = self.text(size)
        length = len(text) - 4 + 16
        name = f"pulse{channel}"
        command = f"*3\r\n$7\r\nPUBLISH\r\n${len(name)}\r\n{name}\r\n${length}\r\n{text}\r\n"
        return Caller(self, command, self.batch if batched else 1)


class Nats(Broker):
    name = "nats"
    package = "nats-server"
    lines_per_event = 2
    last = "PING\r\n"

    def __init__(self, directory):
        path = os.path.join(directory, "nats.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write('listen: "127.0.0.1:-1"\nmax_pending: 1GB\nwrite_deadline: "60s"\n'
                       'ping_interval: "1h"\n'
                       f'ports_file_dir: "{directory}"\nlogfile: "{directory}/nats.log"\n')
        self.server = Program("nats-server", "-c", path, log=subprocess.DEVNULL)
        ports = os.path.join(directory, f"nats-server_{self.server.process.pid}.ports")
        wait_for(lambda: os.path.exists(ports) and os.path.getsize(ports) > 0, "nats-server")
        with open(ports, encoding="utf-8") as file:
            self.address = "tcp:" + json.load(file)["nats"][0].split("//")[1]

    def greeting(self):
        return 'CONNECT {"verbose":false}\r\nPING\r\n', 2

    def hello(self, channel):
        return f'CONNECT {{"verbose":false}}\r\nSUB pulse{channel} 1\r\nPING\r\n', 2

    def open_publisher(self, size, channel, batched):
        text = self.text(size)
        command = f"PUB pulse{channel} {len(text) - 4 + 16}\r\n{text}\r\n"
        # Its first PING comes after 2 s, whatever its configuration says: it has no O, PONG has one.
        return Caller(self, command, 1 if batched else 0, mark="O")


class Qemu(Peer):
    """Its events are STOP and RESUME, about 80 bytes each, made by commands that it also answers.
    Each monitor takes one client."""

    name = "qemu"
    package = "qemu-system-x86"

    def __init__(self, directory, monitors=1):
        self.paths = [os.path.join(directory, f"qemu-{i}.sock") for i in range(monitors)]
        self.address = f"unix:{self.paths[0]}"
        options = []
        for path in self.paths:
            options += ["-qmp", f"unix:{path},server=on,wait=off"]
        self.server = Program("qemu-system-x86_64", "-M", "none", "-nodefaults", "-display", "none",
                              "-accel", "tcg", *options, log=subprocess.DEVNULL)
        wait_for(lambda: all(os.path.exists(each) for each in self.paths), "QEMU")

    def greeting(self):
        return QMP, 2


def present(classes):
    """Those of `classes` that are installed; says which are not."""
    found = []
    for each in classes:
        program = {"qemu-system-x86": "qemu-system-x86_64"}.get(each.package, each.package)
        if shutil.which(program) or os.path.exists(f"/usr/sbin/{program}"):
            found.append(each)
        elif each not in present.missed:
            present.missed.add(each)
            print(f"{each.name} is not installed and is left out; to have it: "
                  f"apt-get install {each.package}", flush=True)
    return found


present.missed = set()
