#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which processes may do what at the sockets of a host.

usage: PYTHONPATH=tests/stress access_test.py SIGNALBOXD [unittest arguments]
"""
import os
import socket
import subprocess
import sys
import tempfile
import unittest

import outcome
import server
from server import Client, Host, machine

NOBODY = 65534

# What another user sees of a Unix socket: its first line, and its end.
OTHER_USER = """
import os, socket, sys
os.setgroups([])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
peer = socket.socket(socket.AF_UNIX)
peer.connect(sys.argv[1])
print(peer.makefile().read())
"""


class Admin(unittest.TestCase):
    def inherited(self):
        """A host whose admin socket everybody can connect to."""
        ours = self.enterContext(socket.socket(socket.AF_UNIX))
        directory = self.enterContext(tempfile.TemporaryDirectory())
        os.chmod(directory, 0o755)
        self.path = os.path.join(directory, "admin.sock")
        ours.bind(self.path)
        os.chmod(self.path, 0o666)
        ours.listen()
        return self.enterContext(Host(machine() + f"admin {{ listen fd:{ours.fileno()} }}\n",
                                      inherited=[ours.fileno()]))

    def test_its_owner_administers_it(self):
        with Host(machine() + "admin { listen unix:admin.sock }\n") as host:
            admin = host.connect("admin.sock").negotiate()
            self.assertIn("return", admin.call("query-clients"))

    def test_plugins_that_cannot_be_looked_up_are_not_found(self):
        with Host("machine m { listen unix:qmp.sock\n plugin-dir dropped\n plugin legacy }\n"
                  "admin { listen unix:admin.sock }\n", directories=["dropped"]) as host:
            os.symlink("loop.so", host.dropped("loop.so"))
            admin = host.connect("admin.sock").negotiate()
            for name in ("x" * 300, "loop.so"):
                self.assertIn("not found", admin.call("plugin-load", file=name)["error"]["desc"])

    def test_another_user_is_turned_away_and_told_why(self):
        if os.geteuid() != 0:
            self.skipTest("needs root to become another user")
        host = self.inherited()
        host.connect()
        seen = subprocess.run([sys.executable, "-c", OTHER_USER, self.path, str(NOBODY)], capture_output=True,
                              text=True, timeout=server.DEADLINE, check=True).stdout
        self.assertIn("Only root and the user that runs this host may administer it", seen)
        self.assertNotIn("QMP", seen)
        host.await_log(f"client uid {NOBODY}")

    def test_it_is_not_to_be_had_by_tcp(self):
        for address, said in (("tcp:127.0.0.1:0", "Unix sockets only"),):
            host = Host(machine() + f"admin {{ listen {address} }}\n")
            self.addCleanup(host.remove)
            self.assertEqual(host.process.wait(server.DEADLINE), 2)
            self.assertIn(said, host.log())

    def test_an_inherited_tcp_socket_is_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as ours:
            host = Host(machine() + f"admin {{ listen fd:{ours.fileno()} }}\n", inherited=[ours.fileno()])
            self.addCleanup(host.remove)
            self.assertEqual(host.process.wait(server.DEADLINE), 1)
            self.assertIn("Unix sockets only", host.log())


class Http(unittest.TestCase):
    """A page in a browser can make it send requests to any TCP port of its computer."""

    def setUp(self):
        config = "machine m { listen unix:qmp.sock\n listen tcp:127.0.0.1:0\n plugin legacy }\n"
        self.host = self.enterContext(Host(config))
        self.client = self.host.connect().negotiate()
        self.port = int(self.host.await_match(r"serves clients on tcp:127\.0\.0\.1:(\d+)")[1])

    def connect(self):
        return Client(self.enterContext(socket.create_connection(("127.0.0.1", self.port))))

    def test_a_request_is_not_executed(self):
        for method in (b"POST", b"GET", b"PUT", b"OPTIONS"):
            client = self.connect()
            self.assertIn("QMP", client.line())
            client.send(method + b' / HTTP/1.1\r\nHost: x\r\n\r\n{"execute":"qmp_capabilities"}{"execute":"quit"}')
            self.assertIsNone(client.line(), method)
        self.host.await_log("sends an HTTP request to a QMP port")
        self.assertEqual(self.client.call("query-status")["return"]["status"], "running")

    def test_a_request_in_pieces_is_not_executed(self):
        client = self.connect()
        self.assertIn("QMP", client.line())
        for each in (b"P", b"OS", b'T / HTTP/1.1\r\n\r\n{"execute":"qmp_capabilities"}{"execute":"quit"}'):
            client.send(each)
        while client.line() is not None:
            pass
        self.assertEqual(self.client.call("query-status")["return"]["status"], "running")

    def test_clients_of_qmp_are_served(self):
        self.assertEqual(self.connect().negotiate().call("query-status")["return"]["status"], "running")


class Reach(unittest.TestCase):
    def refused(self, config):
        host = Host(config)
        self.addCleanup(host.remove)
        self.assertEqual(host.process.wait(server.DEADLINE), 2, config)
        return host.log()

    def test_other_computers_connect_only_where_that_is_meant(self):
        for address in ("tcp:0.0.0.0:0", "tcp::0", "tcp:[::]:0", "tcp:example.invalid:0"):
            self.assertIn("insecure true", self.refused(f"machine m {{ listen {address} }}\n"))
            self.assertIn("insecure true", self.refused(machine() + f"metrics {{ listen {address} }}\n"))

    def test_where_it_is_meant_the_log_says_so(self):
        with Host("machine m { listen tcp:0.0.0.0:0 { insecure true }\n plugin legacy }\n") as host:
            host.await_log("other computers can connect, and nothing is encrypted")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
