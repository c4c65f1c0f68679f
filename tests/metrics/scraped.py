# SPDX-License-Identifier: Apache-2.0
"""A host whose figures are served by HTTP, and the plainest HTTP client that can be."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

import outcome
import server

MACHINE = "machine m { listen unix:qmp.sock  plugin legacy }\nadmin { listen unix:admin.sock }\n"
CONFIG = MACHINE + "ledger { path ledger.db }\nmetrics { listen unix:metrics.sock  listen tcp:127.0.0.1:0  host monitor.example }\n"


def main(module):
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()


def rest_of(connection):
    data = b""
    try:
        while piece := connection.recv(1 << 16):
            data += piece
    except ConnectionResetError:  # the host closed it with some of the request unread
        pass
    return data


def read_answer(connection):
    """Status, header and body of one answer; the connection may go on."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(1 << 16)
        assert piece, data
        data += piece
    header, _, body = data.partition(b"\r\n\r\n")
    length = int(re.search(rb"Content-Length: (\d+)", header).group(1))
    while len(body) < length:
        piece = connection.recv(1 << 16)
        assert piece, "the connection ended inside the body"
        body += piece
    return int(header.split(b" ")[1]), header.decode(), body.decode()


def run_host(configuration):
    """Exit status and stderr of a host that cannot start."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "signalbox.info")
        pathlib.Path(path).write_text(MACHINE + configuration, encoding="utf-8")
        done = subprocess.run([server.SIGNALBOXD, "--config", path], text=True, cwd=directory,
                              capture_output=True, timeout=server.DEADLINE)
        return done.returncode, done.stderr


class Scraped(unittest.TestCase):
    CONFIG = CONFIG

    def setUp(self):
        self.began = time.monotonic()
        self.host = self.enterContext(server.Host(self.CONFIG))
        self.host.connect().close()

    def get(self, path):
        with self.host.connect("metrics.sock").socket as connection:
            connection.sendall(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            return read_answer(connection)

    def port(self):
        return int(self.host.await_match(r"HTTP on tcp:127\.0\.0\.1:(\d+)")[1])
