#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Machines come and go with the files of a machine-dir.

usage: PYTHONPATH=tests/stress machine_directory_test.py SIGNALBOXD [unittest arguments]
"""
import os
import socket
import sys
import unittest

import outcome
import server
from server import Host, wait_until

CONFIG = "machine-dir machines\n"


def machine(name, more="plugin legacy"):
    return f"machine {name} {{ listen unix:../{name}.sock\n {more} }}\n"


class MachineDirectory(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(Host(CONFIG, directories=["machines"]))

    def path(self, name):
        return os.path.join(self.host.directory, "machines", name)

    def write(self, name, text):
        """In one step: a file counts once it is whole."""
        with open(self.path("." + name), "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.path("." + name), self.path(name))

    def client(self, name):
        return self.host.connect(name + ".sock").negotiate()

    def assert_refuses(self, name):
        path = os.path.join(self.host.directory, name + ".sock")

        def is_refused():
            with socket.socket(socket.AF_UNIX) as late:
                return late.connect_ex(path) != 0
        wait_until(is_refused, f"{name} still takes clients")

    def test_one_comes_and_goes_and_the_others_go_on(self):
        self.write("a.info", machine("a"))
        stays = self.client("a")
        self.write("b.info", machine("b"))
        goes = self.client("b")
        os.unlink(self.path("b.info"))
        self.assertIsNone(goes.line())
        self.assert_refuses("b")
        self.assertEqual(stays.call("query-status")["return"]["status"], "running")

    def test_one_that_says_something_else_starts_anew(self):
        self.write("a.info", machine("a"))
        before = self.client("a")
        self.write("a.info", machine("a", "plugin legacy { name second }"))
        self.assertIsNone(before.line())
        self.assertEqual(self.client("a").call("query-name"), {"return": {"name": "second"}})

    def test_one_that_says_the_same_again_goes_on(self):
        self.write("a.info", machine("a"))
        client = self.client("a")
        self.write("a.info", "; in other words\n" + machine("a"))
        self.write("b.info", machine("b"))
        self.client("b")
        self.assertEqual(client.call("query-status")["return"]["status"], "running")

    def test_a_file_may_be_renamed(self):
        self.write("z.info", machine("a", "plugin legacy { name first }"))
        self.client("a")
        os.rename(self.path("z.info"), self.path("b.info"))
        self.write("c.info", machine("c"))
        self.client("c")
        self.assertEqual(self.client("a").call("query-name"), {"return": {"name": "first"}})

    def test_what_is_wrong_with_one_file_concerns_no_other(self):
        wrong = {"key.info": ("machine x { lisen unix:x }", "unknown key 'lisen'"),
                 "two.info": (machine("x") + machine("y"), "machine"),
                 "plugin.info": (machine("p", "plugin nowhere"), "machine 'p' cannot start"),
                 "name.info": (machine("a"), "there is a machine 'a' already")}
        self.write("a.info", machine("a"))
        client = self.client("a")
        for name, (text, said) in wrong.items():
            self.write(name, text)
            self.host.await_log(self.path(name) + ":")
            self.host.await_log(said)
        self.assertEqual(client.call("query-status")["return"]["status"], "running")
        self.write("plugin.info", machine("p"))
        self.client("p")

    def test_a_machine_that_has_quit_comes_back_with_its_file(self):
        self.write("a.info", machine("a"))
        client = self.client("a")
        client.send({"execute": "quit"})
        while client.line() is not None:
            pass
        self.write("a.info", machine("a"))
        self.client("a")


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
