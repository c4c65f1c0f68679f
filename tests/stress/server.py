# SPDX-License-Identifier: Apache-2.0
"""A signalboxd in a private directory, and clients of it, for the stress tests."""
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SIGNALBOXD = None  # the program, set by whoever starts the tests
DEADLINE = 60  # seconds that any wait may take; right code needs a fraction
MIB = 1 << 20


class Host:
    """A signalboxd in a private directory."""

    def __init__(self, config, files=None, directories=()):
        self.directory = tempfile.mkdtemp(prefix="signalbox-stress-")
        for name in directories:
            os.mkdir(os.path.join(self.directory, name), 0o755)
        path = os.path.join(self.directory, "signalbox.info")
        with open(path, "w", encoding="utf-8") as file:
            file.write(config)
        self.log_path = os.path.join(self.directory, "log")
        self.clients = []
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen([SIGNALBOXD, "--config", path], stderr=log,
                                            cwd=self.directory, preexec_fn=limit)

    def __enter__(self):
        return self

    def __exit__(self, *_):  # also a test's last cleanup
        for client in self.clients:
            client.close()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(DEADLINE)
        log = self.log()
        shutil.rmtree(self.directory)
        assert status == 0, f"the host ended with {status}:\n{log}"

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def await_log(self, text):
        wait_until(lambda: text in self.log(), f"the log does not say '{text}': {self.log()}")

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


def wait_until(condition, message):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(message)


class Client:
    def __init__(self, connected):
        self.socket = connected
        self.socket.settimeout(DEADLINE)
        self.buffer = b""

    def line(self):
        """The next message, or None at the end of the connection."""
        while b"\r\n" not in self.buffer:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\r\n", 1)
        return json.loads(text)

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

    def negotiate(self):
        assert "QMP" in self.line()
        assert self.call("qmp_capabilities") == {"return": {}}
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
