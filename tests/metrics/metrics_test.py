#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a host tells about itself to Prometheus: that it is true, and that Prometheus takes it.

usage: metrics_test.py SIGNALBOXD [unittest arguments]
"""
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import exposition
import scraped
import server
from scraped import Scraped

M = ("machine", "m")


class Figures(Scraped):
    def figures(self):
        status, header, body = self.get("/metrics")
        self.assertEqual(status, 200)
        self.assertIn("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n", header)
        return exposition.families_of(body)

    def value(self, name, *labels):
        return self.figures()[name].samples[tuple(sorted(labels))]

    def await_value(self, expected, name, *labels):
        server.wait_until(lambda: self.value(name, *labels) == expected,
                          f"{name} is {self.value(name, *labels)} and not {expected}")

    def test_every_line_is_of_the_format(self):
        self.assertGreaterEqual(len(self.figures()), 15)

    def test_sessions_are_counted_when_they_come_and_go(self):
        self.await_value(0, "signalbox_sessions", M)
        opened = self.value("signalbox_sessions_opened_total", M)
        clients = [self.host.connect().negotiate() for _ in range(3)]
        self.assertEqual(self.value("signalbox_sessions", M), 3)
        self.assertEqual(self.value("signalbox_sessions_opened_total", M), opened + 3)
        gone = self.value("signalbox_sessions_closed_total", M, ("reason", "client-closed"))
        clients[0].close()
        self.await_value(2, "signalbox_sessions", M)
        self.await_value(gone + 1, "signalbox_sessions_closed_total", M, ("reason", "client-closed"))

    def test_lines_that_the_log_leaves_out_are_counted(self):
        for reason in ("not-taken", "above-limit"):
            self.assertEqual(self.value("signalbox_log_lines_left_out_total", ("reason", reason)), 0)

    def test_events_are_counted_by_name_and_deliveries_by_kind(self):
        old = self.host.connect().negotiate()
        new = self.host.connect()
        new.line()
        new.call("qmp_capabilities", enable=["signals"])
        new.call("stop-event-connect")
        server.toggle(old, 5)
        stop, resume = ("event", "STOP"), ("event", "RESUME")
        self.assertEqual(self.value("signalbox_emissions_total", M, stop), 5)
        self.assertEqual(self.value("signalbox_emissions_total", M, resume), 5)
        delivered = self.figures()["signalbox_deliveries_total"].samples
        self.assertEqual(delivered[(("connection", "default"), M)], 10)
        self.assertEqual(delivered[(("connection", "explicit"), M)], 5)

    def test_what_a_client_leaves_unread_is_backlog(self):
        driver = self.host.connect().negotiate()
        idle = self.host.connect().negotiate()
        for _ in range(60):
            server.toggle(driver, 200)
            if self.value("signalbox_backlog_bytes", M) > 0:
                break
        self.assertGreater(self.value("signalbox_backlog_bytes", M), 0)
        idle.close()
        self.await_value(0, "signalbox_backlog_bytes", M)

    def test_the_ledger_tells_how_it_gets_on(self):
        self.host.connect().negotiate()
        self.await_value(1, "signalbox_ledger_clients")
        server.wait_until(lambda: self.value("signalbox_ledger_folds_total") > 0, "nothing is folded")
        self.assertEqual(self.value("signalbox_ledger_writable"), 1)
        self.assertGreater(self.value("signalbox_ledger_last_fold_timestamp_seconds"), 1.6e9)
        degraded = self.value("signalbox_ledger_degraded_seconds_total")
        self.assertLessEqual(degraded, time.monotonic() - self.began)  # a slow disk may count

    def test_no_label_is_what_a_client_chose(self):
        client = self.host.connect()
        client.line()
        client.call("client-info", name="chosen-by-a-client", version="1")
        client.call("qmp_capabilities")
        self.assertNotIn("chosen-by-a-client", self.get("/metrics")[2])

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_finds_nothing_to_say(self):
        text = self.get("/metrics")[2]
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                                 capture_output=True, timeout=60)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))


class WithoutLedger(Figures):
    CONFIG = scraped.MACHINE + "metrics { listen unix:metrics.sock  listen tcp:127.0.0.1:0 }\n"

    def test_the_ledger_tells_how_it_gets_on(self):
        self.assertFalse([each for each in self.figures() if "ledger" in each])


@unittest.skipUnless(shutil.which("prometheus"), "prometheus is not installed")
class Prometheus(Scraped):
    def setUp(self):
        super().setUp()
        directory = self.enterContext(tempfile.TemporaryDirectory())
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.own_port = free.getsockname()[1]
        with open(f"{directory}/prometheus.yml", "w", encoding="utf-8") as file:
            file.write("scrape_configs: [{job_name: signalbox, scrape_interval: 1s, static_configs: "
                       f"[{{targets: ['127.0.0.1:{self.port()}']}}]}}]\n")
        self.log = self.enterContext(open(f"{directory}/log", "w+", encoding="utf-8"))
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={directory}/prometheus.yml",
             f"--storage.tsdb.path={directory}/data",
             f"--web.listen-address=127.0.0.1:{self.own_port}"], stderr=self.log)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)

    def query(self, expression):
        """The value of the only series, or None while there is none."""
        try:
            address = f"http://127.0.0.1:{self.own_port}/api/v1/query?query={expression}"
            with urllib.request.urlopen(address, timeout=server.DEADLINE) as answer:
                result = json.load(answer)["data"]["result"]
                return float(result[0]["value"][1]) if result else None
        except (urllib.error.URLError, ConnectionError):
            self.assertIsNone(self.process.poll(), "prometheus has ended")
            return None

    def test_a_real_prometheus_scrapes_what_is_true(self):
        driver = self.host.connect().negotiate()
        server.toggle(driver, 7)
        wanted = [("up", 1), ("signalbox_emissions_total{event=%22STOP%22}", 7),
                  ("signalbox_sessions", 1)]
        for expression, value in wanted:
            for _ in range(6):  # each is a deadline; a loaded machine starts it slowly
                try:
                    server.wait_until(lambda: self.query(expression) == value, "")
                    break
                except AssertionError:
                    pass
            self.assertEqual(self.query(expression), value, expression)


if __name__ == "__main__":
    scraped.main(sys.modules["__main__"])
