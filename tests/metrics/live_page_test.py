#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ledger's page as a running host serves it.

usage: live_page_test.py SIGNALBOXD [unittest arguments]
"""
import pathlib
import sqlite3
import sys
import threading
import unittest

import scraped
import server
from parsed_page import Page, numbers_of
from scraped import Scraped


class LivePage(Scraped):
    def page(self):
        status, header, body = self.get("/")
        self.assertEqual(status, 200)
        self.assertIn("Content-Type: text/html; charset=utf-8\r\n", header)
        return Page(body)

    def delivered(self):
        return sum(value for (what, _), value in numbers_of(self.page().section("clients")).items()
                   if what == "delivered")

    def test_it_is_of_this_moment(self):
        self.assertEqual(self.delivered(), 0)
        client = self.host.connect().negotiate()
        server.toggle(client, 3)
        self.assertEqual(self.delivered(), 6)
        server.toggle(client, 1)
        self.assertEqual(self.delivered(), 8)

    def test_clients_are_shown_by_pseudonym(self):
        client = self.host.connect()
        client.line()
        client.call("client-info", name="a-name-of-its-own", version="1")
        client.call("qmp_capabilities")
        self.assertFalse("a-name-of-its-own" in self.get("/")[2])
        self.assertEqual(len(list(self.page().root.all("h3"))), 1)

    def test_many_who_ask_at_once_all_get_it(self):
        self.host.connect().negotiate()
        found = []
        threads = [threading.Thread(target=lambda: found.append(self.get("/")[0])) for _ in range(20)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(found, [200] * 20)

    def test_who_asks_and_leaves_does_no_harm(self):
        for _ in range(20):
            with self.host.connect("metrics.sock").socket as connection:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertEqual(self.get("/")[0], 200)

    def test_it_allows_a_browser_nothing_but_itself(self):
        header = self.get("/")[1]
        self.assertIn("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
                      "script-src 'unsafe-inline'\r\n", header)
        self.assertIn("X-Content-Type-Options: nosniff\r\n", header)

    def test_a_damaged_ledger_is_an_error_that_the_log_explains(self):
        self.page()
        database = sqlite3.connect(self.host.directory + "/ledger.db", timeout=server.DEADLINE)
        database.execute("DROP TABLE coverage")
        database.commit()
        database.close()
        status, _, body = self.get("/")
        self.assertEqual((status, body), (500, "The ledger cannot be read; the log of the host says why.\n"))
        self.host.await_log("no such table")
        self.assertEqual(self.get("/metrics")[0], 200)


class Named(LivePage):
    CONFIG = scraped.CONFIG.replace("metrics {", "metrics { names true ")

    def test_clients_are_shown_by_pseudonym(self):
        client = self.host.connect()
        client.line()
        client.call("client-info", name="a-name-of-its-own", version="1")
        client.call("qmp_capabilities")
        server.wait_until(lambda: "a-name-of-its-own" in self.get("/")[2], "it is not named")


class WithoutLedger(Scraped):
    CONFIG = scraped.MACHINE + "metrics { listen unix:metrics.sock }\n"

    def test_the_page_says_so(self):
        status, _, body = self.get("/")
        self.assertEqual(status, 200)
        self.assertIn("No ledger is configured", body)


if __name__ == "__main__":
    scraped.main(sys.modules["__main__"])
