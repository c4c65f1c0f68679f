#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTTP listener of a host, as well-behaved and other clients see it.

usage: http_test.py SIGNALBOXD [unittest arguments]
"""
import os
import socket
import sys
import unittest

import scraped
from scraped import Scraped

MOST_CONNECTIONS = 64  # http-connections
MOST_OF_ADDRESS = 8  # http-peer-connections


class Http(Scraped):
    def raw(self):
        return self.enterContext(self.host.connect("metrics.sock").socket)

    def ask(self, request):
        """All that comes for the bytes of a request, until the end of the connection."""
        connection = self.raw()
        connection.sendall(request)
        return scraped.rest_of(connection)

    def status(self, request):
        answer = self.ask(request)
        return int(answer.split(b" ", 2)[1]), answer

    def test_head_is_get_without_the_body(self):
        get = self.ask(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        head = self.ask(b"HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertIn(b"\r\nContent-Length: ", head)
        self.assertTrue(head.endswith(b"\r\n\r\n"))
        self.assertTrue(head.startswith(b"HTTP/1.1 200 OK\r\n"))
        self.assertGreater(len(get), len(head))

    def test_what_is_no_page_is_404_and_the_connection_goes_on(self):
        connection = self.raw()
        connection.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertEqual(scraped.read_answer(connection)[0], 404)
        connection.sendall(b"GET /metrics?name=x HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertEqual(scraped.read_answer(connection)[0], 200)

    def test_two_requests_in_one_packet_are_answered_in_turn(self):
        answers = self.ask(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                           b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertLess(answers.index(b"404 Not Found"), answers.index(b"200 OK"))

    def test_nothing_can_be_changed(self):
        for method in (b"POST", b"PUT", b"DELETE", b"OPTIONS", b"BREW"):
            status, answer = self.status(method + b" /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertEqual(status, 405, method)
            self.assertIn(b"\r\nAllow: GET, HEAD\r\n", answer)

    def test_a_body_is_refused(self):
        status, _ = self.status(b"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
        self.assertEqual(status, 413)

    def test_what_is_no_http_is_400(self):
        for request in (b"{\"execute\": \"qmp_capabilities\"}\r\n\r\n", b"GET\r\n\r\n", b"\0\1\2\r\n\r\n",
                        b"GET /metrics HTTP/9.9\r\n\r\n", b"GET /metrics HTTP/1.1\r\nno colon\r\n\r\n"):
            self.assertEqual(self.status(request)[0], 400, request)

    def test_a_long_header_is_431(self):
        status, _ = self.status(b"GET /metrics HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n")
        self.assertEqual(status, 431)

    def test_http_1_0_gets_its_answer_and_the_end(self):
        answer = self.ask(b"GET /metrics HTTP/1.0\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.0 200 OK\r\n"))

    def test_clients_that_never_finish_asking_hold_up_nobody(self):
        slow = [self.raw() for _ in range(MOST_CONNECTIONS)]
        for each in slow:
            each.sendall(b"GET /metrics HTTP/1.1\r\nHost: ")
        self.assertEqual(self.get("/metrics")[0], 200)
        self.assertEqual(scraped.rest_of(slow[0]), b"", "the one that has waited longest made way")
        slow[-1].sendall(b"x\r\n\r\n")
        self.assertEqual(scraped.read_answer(slow[-1])[0], 200, "the others did not")
        client = self.host.connect().negotiate()
        self.assertIn("return", client.call("query-status"))

    def test_clients_that_leave_at_any_moment_do_no_harm(self):
        request = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
        for end in range(len(request) + 1):
            with self.host.connect("metrics.sock").socket as connection:
                connection.sendall(request[:end])
        self.assertEqual(self.get("/metrics")[0], 200)

    def tcp(self):
        port = int(self.host.await_match(r"served by HTTP on tcp:127\.0\.0\.1:(\d+)")[1])
        return self.enterContext(socket.create_connection(("127.0.0.1", port)))

    def test_by_tcp_only_requests_for_this_computer_are_answered(self):
        for name, status in ((b"localhost", 200), (b"127.0.0.1:80", 200), (b"monitor.example", 200),
                             (b"evil.example", 421), (b"evil.example:80", 421)):
            connection = self.tcp()
            connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: " + name + b"\r\n\r\n")
            self.assertEqual(scraped.read_answer(connection)[0], status, name)

    def test_one_address_has_few_connections(self):
        slow = [self.tcp() for _ in range(MOST_OF_ADDRESS + 1)]
        self.assertEqual(scraped.rest_of(slow[0]), b"", "the one that has waited longest made way")
        for each in slow[1:]:
            each.sendall(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self.assertEqual(scraped.read_answer(each)[0], 200)

    def test_the_socket_is_for_its_owner_alone(self):
        path = os.path.join(self.host.directory, "metrics.sock")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)


class Configuration(unittest.TestCase):
    def test_a_taken_address_is_an_error_that_names_it(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"tcp:127.0.0.1:{taken.getsockname()[1]}"
            status, errors = scraped.run_host(f"metrics {{ listen {address} }}")
        self.assertEqual(status, 1)
        self.assertIn(address, errors)

    def test_a_block_without_a_listener_is_an_error(self):
        status, errors = scraped.run_host("metrics { }")
        self.assertEqual(status, 2)
        self.assertIn("metrics: key 'listen' is missing", errors)

    def test_a_tcp_listener_has_no_mode(self):
        status, errors = scraped.run_host("metrics { listen tcp:127.0.0.1:0 { mode 0660 } }")
        self.assertEqual(status, 2)
        self.assertIn("only a unix: listener has a file", errors)


if __name__ == "__main__":
    scraped.main(sys.modules["__main__"])
