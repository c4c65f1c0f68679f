#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Machines come and go with the files of a machine-dir.

usage: PYTHONPATH=tests/stress machine_directory_test.py SIGNALBOXD [unittest arguments]
"""
import os
import shutil
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

    def test_a_file_whose_machine_has_quit_ends_no_other_of_its_name(self):
        self.write("a.info", machine("x"))
        client = self.client("x")
        client.send({"execute": "quit"})
        while client.line() is not None:
            pass
        self.write("b.info", machine("x"))
        stays = self.client("x")
        os.unlink(self.path("a.info"))
        self.write("behind.info", machine("behind"))
        self.client("behind")
        self.assertIn("return", stays.call("query-status"))

    def test_a_file_that_others_may_write_to_starts_nothing(self):
        self.write(".open", machine("a"))
        os.chmod(self.path(".open"), 0o666)
        os.rename(self.path(".open"), self.path("a.info"))
        self.host.await_log("can be written to by others")
        os.chmod(self.path("a.info"), 0o644)
        self.write("a.info", machine("a"))
        self.client("a")

    def test_a_file_includes_no_other(self):
        self.write("part", machine("a"))
        self.write("a.info", f'#include "{self.path("part")}"\n')
        self.host.await_log("a.info:1: a file of a machine-dir includes no other")

    def test_a_descriptor_of_the_host_itself_is_none_that_was_handed_over(self):
        self.write("other.info", machine("other"))
        other = self.client("other")
        own = [int(each) for each in os.listdir(f"/proc/{self.host.process.pid}/fd") if int(each) > 2]
        self.assertGreater(len(own), 3)
        for number in own:
            self.write(f"l{number}.info", f"machine l{number} {{ listen fd:{number}\n plugin legacy }}\n")
            self.write(f"q{number}.info", machine(f"q{number}", f"plugin qemu {{ monitor fd:{number} }}"))
        line = "the descriptor was not handed over to this host"
        wait_until(lambda: self.host.log().count(line) >= 2 * len(own), self.host.log)
        self.assertEqual(other.call("query-status")["return"]["status"], "running")

    def test_a_fifo_holds_up_nobody(self):
        self.write("a.info", machine("a"))
        stays = self.client("a")
        os.mkfifo(self.path("fifo"))
        os.symlink("fifo", self.path("b.info"))
        self.host.await_log("b.info: is not a regular file")
        os.rename(self.path("fifo"), self.path("a.info"))
        self.host.await_log("a.info: is not a regular file")
        self.assertEqual(stays.call("query-status")["return"]["status"], "running")

    def test_a_file_that_is_no_text_of_a_machine_holds_nobody(self):
        self.write("a.info", machine("a"))
        client = self.client("a")
        self.write("large.info", "; " + "x" * (1 << 20) + "\n")
        self.write("key.info", machine("b", "k" * 900_000 + " 1"))
        self.write("name.info", machine("n" * 129))
        for said in ("large.info: comes to more than 1048576 bytes", "unknown key '" + "k" * 64 + "…'",
                     "a machine's name is valid UTF-8 of at most 128 bytes"):
            self.host.await_log(said)
        self.assertEqual(client.call("query-status")["return"]["status"], "running")

    def test_another_directory_may_take_its_place(self):
        self.write("a.info", machine("a"))
        self.write("b.info", machine("b"))
        stays, goes = self.client("a"), self.client("b")
        following = os.path.join(self.host.directory, "next")
        os.mkdir(following, 0o755)
        for name in ("a", "c"):
            with open(os.path.join(following, name + ".info"), "w", encoding="utf-8") as file:
                file.write(machine(name))
        os.rename(self.path(""), os.path.join(self.host.directory, "before"))
        os.rename(following, self.path(""))
        self.client("c")
        self.assertIsNone(goes.line())
        self.assertEqual(stays.call("query-status")["return"]["status"], "running")
        self.write("d.info", machine("d"))
        self.client("d")

    def test_it_may_be_a_config_map_of_kubernetes(self):
        def version(number, name):
            os.mkdir(self.path(f"..{number}"), 0o755)
            with open(self.path(f"..{number}/vm.info"), "w", encoding="utf-8") as file:
                file.write(f"machine vm {{ listen unix:../{name}.sock\n plugin legacy }}\n")
            os.symlink(f"..{number}", self.path("..data_tmp"))
            os.rename(self.path("..data_tmp"), self.path("..data"))
        version(1, "one")
        os.symlink("..data/vm.info", self.path("vm.info"))
        before = self.host.connect("one.sock").negotiate()
        version(2, "two")
        shutil.rmtree(self.path("..1"))
        self.host.connect("two.sock").negotiate()
        self.assertIsNone(before.line())


class ManyMachines(unittest.TestCase):
    def test_one_inotify_instance_serves_them_all(self):
        config = "".join(f"machine m{i} {{ listen unix:m{i}.sock\n plugin-dir dropped\n plugin legacy }}\n"
                         for i in range(20))
        with Host(config, directories=["dropped"]) as host:
            host.connect("m19.sock").negotiate()
            descriptors = f"/proc/{host.process.pid}/fd"
            instances = [each for each in os.listdir(descriptors)
                         if os.readlink(os.path.join(descriptors, each)) == "anon_inode:inotify"]
            self.assertEqual(len(instances), 1)


if __name__ == "__main__":
    server.SIGNALBOXD = os.path.abspath(sys.argv.pop(1))
    outcome.main()
