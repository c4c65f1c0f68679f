# SPDX-License-Identifier: Apache-2.0
"""A signalboxd in a private directory, and clients of it, for the stress tests."""
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SIGNALBOXD = None  # the program, set by whoever starts the tests
DEADLINE = 30  # seconds that any wait may take; right code needs a fraction, sanitized on a busy machine too
MIB = 1 << 20


class Host:
    """A signalboxd in a private directory."""

    def __init__(self, config, files=None, directories=(), inherited=(), before=None,
                 wrapper=(), environment=None, prepare=None, stderr=None):
        self.directory = tempfile.mkdtemp(prefix="signalbox-stress-")
        for name in directories:
            os.mkdir(os.path.join(self.directory, name), 0o755)
        if before:
            before(self.directory)
        path = os.path.join(self.directory, "signalbox.info")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        self.log_path = os.path.join(self.directory, "log")
        self.clients = []

        def in_child():
            if files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
            if prepare:
                prepare()
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([*wrapper, SIGNALBOXD, "--config", path],
                                            stderr=log if stderr is None else stderr,
                                            cwd=self.directory, preexec_fn=in_child,
                                            pass_fds=inherited,
                                            env=os.environ | (environment or {}))

    def __enter__(self):
        return self

    def __exit__(self, *_):  # also a test's last cleanup
        for client in self.clients:
            client.close()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(DEADLINE)
        log = self.log()
        self.remove()
        assert status == 0, f"the host ended with {status}:\n{log}"

    def remove(self):
        """For a host that does not end as others do, in place of the with statement."""
        for client in self.clients:
            client.close()
        self.process.kill()
        self.process.wait(DEADLINE)
        shutil.rmtree(self.directory)

    def log(self, start=0):
        """What stands in the log from a byte on."""
        with open(self.log_path, "rb") as file:
            file.seek(start)
            return file.read().decode(errors="replace")

    def await_log(self, text):
        wait_until(lambda: text in self.log(), lambda: f"the log does not say '{text}': {self.log()}")

    def await_match(self, pattern):
        """The first match in the log, once there is one: the log is written by a thread of its own."""
        wait_until(lambda: re.search(pattern, self.log()),
                   lambda: f"the log does not match '{pattern}': {self.log()}")
        return re.search(pattern, self.log())

    def drop(self, file, name=None, mode=0o755):
        """Moves a copy of a plugin into dropped/, whole, as docs/plugin-abi.md says."""
        part = os.path.join(self.directory, "on-its-way")
        shutil.copyfile(file, part)
        os.chmod(part, mode)
        os.rename(part, self.dropped(name or os.path.basename(file)))

    def dropped(self, name):
        return os.path.join(self.directory, "dropped", name)

    def connect(self, name="qmp.sock"):
        path = os.path.join(self.directory, name)
        end = time.monotonic() + DEADLINE
        while True:
            client = socket.socket(socket.AF_UNIX)
            try:
                client.connect(path)
                self.clients.append(Client(client))
                return self.clients[-1]
            except (FileNotFoundError, ConnectionRefusedError):
                client.close()
                if time.monotonic() > end or self.process.poll() is not None:
                    raise AssertionError("no host: " + self.log()) from None

    def status(self, key):
        """A figure of /proc/PID/status in bytes."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(key))


def deadline():
    return time.monotonic() + DEADLINE


def check(end, message):
    """Fails when a wait has gone on until its deadline."""
    if time.monotonic() > end:
        raise AssertionError(message() if callable(message) else message)


def wait_until(condition, message):
    """`message` is a text, or a function that gives the text when the wait has failed."""
    end = deadline()
    while not condition():
        check(end, message)


class Client:
    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(DEADLINE)
        self.buffer = b""

    def line(self):
        """The next message, or None at the end of the connection."""
        text = self.bytes()
        return None if text is None else json.loads(text)

    def bytes(self):
        """The same as it was written, without the line end."""
        while b"\r\n" not in self.buffer:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\r\n", 1)
        return text

    def skip(self, count):
        """Takes that many messages without looking into them."""
        while (there := self.buffer.count(b"\n")) < count:
            count -= there
            self.buffer = self.buffer[self.buffer.rfind(b"\n") + 1:]
            data = self.socket.recv(MIB)
            assert data, "the host hung up"
            self.buffer += data
        self.buffer = self.buffer.split(b"\n", count)[count]

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else json.dumps(data).encode())

    def call(self, command, **arguments):
        self.send({"execute": command, "arguments": arguments})
        return self.reply()

    def reply(self):
        while True:
            message = self.line()
            if message is None or "event" not in message:
                return message

    def negotiate(self, defaults=True, **capabilities):
        assert "QMP" in self.line()
        if not defaults:
            assert self.call("disconnect-default-signals") == {"return": {}}
        assert self.call("qmp_capabilities", **capabilities) == {"return": {}}
        return self

    def close(self):
        self.socket.close()


def toggle(driver, times):
    """Makes two events, about 140 bytes, so many times."""
    driver.send(b'{"execute":"stop"}{"execute":"cont"}' * times)
    for _ in range(2 * times):
        assert driver.reply() == {"return": {}}


def machine(listen="", more=""):
    return f"machine m {{ listen unix:qmp.sock {listen}\n plugin legacy\n {more} }}\n"
