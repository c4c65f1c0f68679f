#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A machine comes whose plugin hangs while it is tried: the other machines go on.

usage: coming_test.py SIGNALBOXD ROGUES [unittest arguments]
ROGUES is the directory of the faulty plugins.
"""
import os
import signal
import sys
import unittest

import outcome
import server
from server import Host, wait_until

ROGUES, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (2, 1))

CONFIG = """machine-dir machines
machine other { listen unix:other.sock  plugin legacy }
"""


class Tried(unittest.TestCase):
    host = None

    def write(self, name, text):
        """In one step: a file counts once it is whole."""
        path = os.path.join(self.host.directory, "machines", name)
        with open(path + ".part", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".part", path)

    def probes(self):
        """The host's children that try a plugin."""
        children = set()
        tasks = f"/proc/{self.host.process.pid}/task"
        for thread in os.listdir(tasks):
            with open(f"{tasks}/{thread}/children", encoding="ascii") as file:
                children.update(int(each) for each in file.read().split())
        return children

    def begin_to_try(self):
        self.host.drop(os.path.join(ROGUES, "hangs.so"))
        self.write("a.info", "machine a { listen unix:../a.sock\n plugin-dir ../dropped\n plugin hangs }\n")
        wait_until(self.probes, "no process tries the plugin")


class Coming(Tried):
    def setUp(self):
        self.host = self.enterContext(Host(CONFIG, directories=["machines", "dropped"]))

    def test_the_others_go_on_while_its_plugin_is_tried(self):
        other = self.host.connect("other.sock").negotiate(defaults=False)
        self.begin_to_try()

        self.assertIn("return", other.call("query-status"))

        self.assertNotIn("cannot start", self.host.log())
        for each in self.probes():
            os.kill(each, signal.SIGKILL)
        self.host.await_log("machine 'a' cannot start: ")
        self.assertIn("return", other.call("query-status"))

    def test_one_whose_file_goes_meanwhile_does_not_start(self):
        other = self.host.connect("other.sock").negotiate(defaults=False)
        self.begin_to_try()
        os.unlink(os.path.join(self.host.directory, "machines", "a.info"))
        self.write("b.info", "machine b { listen unix:../b.sock\n plugin legacy }\n")
        for each in self.probes():
            os.kill(each, signal.SIGKILL)

        self.assertIn("return", self.host.connect("b.sock").negotiate().call("query-status"))
        self.assertNotIn("machine 'a'", self.host.log())
        self.assertIn("return", other.call("query-status"))

    def test_files_that_start_nothing_end_no_machine_of_their_name(self):
        self.host.connect("other.sock").negotiate()
        self.host.drop(os.path.join(ROGUES, "hangs.so"))
        self.write("refused.info", "machine x { listen unix:../refused.sock\n plugin-dir ../dropped\n plugin hangs }\n")
        wait_until(self.probes, "no process tries the plugin")
        self.write("first.info", "machine x { listen unix:../first.sock\n plugin legacy }\n")
        self.write("second.info", "machine x { listen unix:../second.sock\n plugin legacy }\n")
        self.write("last.info", "machine last { listen unix:../last.sock\n plugin legacy }\n")
        for each in self.probes():
            os.kill(each, signal.SIGKILL)
        self.host.connect("last.sock").negotiate()
        present = [name for name in ("first", "second")
                   if os.path.exists(os.path.join(self.host.directory, name + ".sock"))]
        self.assertEqual(len(present), 1)
        client = self.host.connect(present[0] + ".sock").negotiate()

        for name in {"refused", "first", "second"} - set(present):
            os.unlink(os.path.join(self.host.directory, "machines", name + ".info"))
        self.write("behind.info", "machine behind { listen unix:../behind.sock\n plugin legacy }\n")
        self.host.connect("behind.sock").negotiate()

        self.assertIn("return", client.call("query-status"))


class Killed(Tried):
    def setUp(self):
        self.host = Host(CONFIG, directories=["machines", "dropped"])
        self.addCleanup(self.host.remove)

    def runs(self, process):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                return file.read() != b""  # it is empty of one that nobody has waited for
        except (FileNotFoundError, ProcessLookupError):
            return False

    def test_the_process_that_tries_a_plugin_ends_with_the_host(self):
        self.host.connect("other.sock").negotiate()
        self.begin_to_try()
        probes = self.probes()
        try:
            self.host.process.kill()
            wait_until(lambda: not any(self.runs(each) for each in probes), "it goes on")
        finally:
            for each in filter(self.runs, probes):
                os.kill(each, signal.SIGKILL)


class Ends(Tried):
    ROUNDS = 20

    def setUp(self):
        self.host = self.enterContext(Host("admin { listen unix:admin.sock }\n" + CONFIG,
                                           directories=["machines", *map(str, range(self.ROUNDS))]))

    def test_a_machine_may_end_while_barriers_are_waited_for(self):
        """Each time others of the events that it emits at its end are waited for."""
        burst = os.path.join(ROGUES, "burst.so")
        *admins, last = (self.host.connect("admin.sock").negotiate() for _ in range(4))
        for i in range(self.ROUNDS):
            os.symlink(burst, os.path.join(self.host.directory, str(i), "burst.so"))
            self.write(f"m{i}.info", f"machine m{i} {{ listen unix:../m.sock{i}\n plugin-dir ../{i}\n plugin burst }}\n")
            client = self.host.connect(f"m.sock{i}").negotiate(defaults=False)
            self.assertIn("return", client.call("burst-event-connect"))
            for k, admin in enumerate(admins):
                for j in range(20):
                    number = 1 + (17 * j + 5 * k) % 600
                    admin.send({"execute": "emission-barrier", "arguments": {"machine": f"m{i}", "number": number}})
            self.assertIn("return", last.call("query-version"))  # seen behind the barriers
            client.send({"execute": "burst"})
            while client.line() is not None:
                pass

            for admin in admins:
                admin.skip(20)

        other = self.host.connect("other.sock").negotiate()
        self.assertIn("return", other.call("query-status"))


if __name__ == "__main__":
    outcome.main()
