#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Limits on a whole host: its machines, listeners, log and clients by HTTP.

usage: PYTHONPATH=tests:tests/stress:tests/bridge host_limits_test.py SIGNALBOXD [unittest arguments]
"""
import os
import socket
import sys

import limits_test
import outcome
import server
from limits_test import limited, times_reached
from server import Host, machine, wait_until


class WholeHost(limits_test.Limits):
    def start(self, more="", **limits):
        config = limited(**limits) + "machine-dir machines\n" + machine() + more
        return Host(config, directories=["machines"])

    def add(self, host, name):
        """A file of the machine-dir, in one step."""
        path = os.path.join(host.directory, "machines", name)
        with open(path[:160] + ".part", "w", encoding="utf-8") as file:
            file.write(f"machine {name} {{ listen unix:../{name[:9]}.sock\n plugin legacy }}\n")
        os.rename(path[:160] + ".part", path[:160] + ".info")

    def test_it_has_so_many_machines(self):
        with self.start(machines=2) as host:
            self.add(host, "one")
            host.connect("one.sock").negotiate()
            self.add(host, "two")
            host.await_log("machine 'two' is refused: At most 2 machines are allowed")
            self.assert_told(host, "machines")
            self.assertIn("return", host.connect().negotiate().call("query-status"))

    def test_a_machine_has_a_name_of_so_many_bytes(self):
        with self.start() as host:
            self.add(host, "a" * 129)
            host.await_log("a machine's name is valid UTF-8 of at most 128 bytes")
            self.add(host, "b" * 128)
            host.connect("b" * 9 + ".sock").negotiate()

    def test_so_many_files_of_a_machine_dir_start_machines(self):
        with self.start(machine_files=1) as host:
            self.add(host, "one")
            host.connect("one.sock").negotiate()
            self.add(host, "two")
            host.await_log("two.info: is refused: At most 1 files of the machine-dir are allowed")
            self.assert_told(host, "machine-files")

    def test_so_many_listeners_are_added(self):
        with self.start("admin { listen unix:admin.sock }\n", added_listeners=1) as host:
            admin = host.connect("admin.sock").negotiate()
            answers = [admin.call("listener-add", address=f"unix:{host.directory}/{i}.sock", label=str(i),
                                  machine="m") for i in range(2)]
            self.assertEqual(answers[0], {"return": {}})
            self.assert_refused(host, answers[1], "added-listeners", 1)

    def test_a_client_has_so_many_lines_of_the_log(self):
        with self.start("machine q { listen tcp:127.0.0.1:0 }\n", client_log_lines=2) as host:
            wait_until(lambda: "q: serves clients on tcp:" in host.log(), "it does not serve")
            port = int(host.log().split("q: serves clients on tcp:127.0.0.1:")[1].split()[0])
            def is_told():
                with socket.create_connection(("127.0.0.1", port), server.DEADLINE) as client:
                    client.sendall(b"GET / HTTP/1.1\r\n\r\n")
                    while client.recv(4096):
                        pass
                return "at most 2 a second are written" in host.log()
            wait_until(is_told, "all lines are written")
            self.assertGreater(times_reached(host, "client-log-lines"), 0)

    def test_a_peer_by_http_has_so_many_connections_and_so_much_time(self):
        config = limited(http_connections=2, http_request_time=1) + machine()
        with Host(config) as host:
            slow = [host.connect("metrics.sock").socket for _ in range(3)]
            slow[1].sendall(b"GET /")
            self.assertEqual(slow[0].recv(1), b"")
            self.assertEqual(slow[1].recv(1), b"")
            self.assert_told(host, "http-connections")
            self.assert_told(host, "http-request-time")

    def test_by_http_nobody_takes_the_reserved_descriptors(self):
        """Of 128 descriptors 16 are reserved; the host itself has some."""
        config = limited(http_connections=1000) + machine(more="listen unix:management.sock { management true }")
        with Host(config, files=128) as host:
            host.connect("management.sock").negotiate()
            waiting = [host.connect("metrics.sock") for _ in range(128)]
            host.await_log("cannot accept clients on unix:" + host.directory + "/metrics.sock: At most 112 descriptors")
            host.connect("management.sock").negotiate()
            for client in waiting:
                client.close()
            self.assert_told(host, "descriptors")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
