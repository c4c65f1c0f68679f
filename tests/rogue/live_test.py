#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plugins with one fault each, dropped into a running host: it says so in a line, and goes on.

usage: live_test.py SIGNALBOXD ROGUES LATE [unittest arguments]
ROGUES is the directory of the faulty plugins, LATE one that emits on a closed event.
"""
import os
import pathlib
import signal
import sys
import unittest

import outcome
import server

LATE, ROGUES, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop(i)) for i in (3, 2, 1))

CONFIG = """machine m {{ listen unix:qmp.sock  plugin-dir dropped  plugin legacy  {more} }}
machine other {{ listen unix:other.sock  plugin legacy }}
admin {{ listen unix:admin.sock }}
"""

# What the log says of each, behind the file's name.
REFUSALS = {
    "aborts": "loading it ends the process with SIGABRT (Aborted); look at its static constructors",
    "exits": "loading it ends the process with exit status 0; look at its static constructors",
    "fails_halfway": "No wings for 'rogue-fly'",
    "missing_library": "cannot be loaded: libabsent.so: cannot open shared object file: "
                       "No such file or directory",
    "missing_symbol": "cannot be loaded: missing_symbol.so: undefined symbol: function_of_nobody",
    "newer_minor": "needs plugin ABI 1.2, this host gives 1.1; use a newer host, or rebuild it "
                   "with this host's SDK",
    "no_entry": "is not a plugin: it does not export signalbox_plugin_entry",
    "other_major": "is built for plugin ABI 2, this host has 1; rebuild it with this host's SDK",
    "sound": "create() failed and did not say why",
    "promises": "its schema has the command 'rogue-sing', which create() does not offer; call "
                "NAME_register() there, which qmpc generates",
    "takes_a_name": "'stop' is already offered by plugin 'legacy'; rename it or unload that one",
    "throws": "create() threw: no wings",
}


def rogue(name):
    return os.path.join(ROGUES, name + ".so")


class Live(unittest.TestCase):
    def start(self, more=""):
        self.host = self.enterContext(server.Host(CONFIG.format(more=more),
                                                  directories=["dropped"]))
        self.client = self.connect()
        self.assertEqual("signal-1", self.client.call("stop-event-connect")["return"])

    def setUp(self):
        self.start()

    def connect(self):
        return self.host.connect().negotiate(defaults=False)

    def load(self, file, line="'rogue' 1 is loaded"):
        self.host.drop(file)
        self.host.await_log(line)

    def begin(self, command):
        """Has a command begun: the machine has answered another client's that came later."""
        self.client.send({"execute": command})
        self.assertEqual({"return": {}}, self.connect().call("query-name"))

    def loaded(self):
        return [each["name"] for each in self.client.call("query-plugins")["return"]]

    def assert_refused(self, name, why):
        """One line about the file, and nothing has changed for the client."""
        line = f"{self.host.dropped(name)}: {why}\n"
        self.host.await_log(line)
        self.assertEqual(1, self.host.log().count(self.host.dropped(name)), self.host.log())
        self.assertEqual(["legacy"], self.loaded())
        self.client.send({"execute": "stop"})
        event = self.client.line()
        self.assertEqual(("STOP", "signal-1"), (event["event"], event["tag"]))
        self.assertEqual({"return": {}}, self.client.line())
        self.assertEqual({"return": {}}, self.client.call("cont"))


class Throws(Live):
    def test_what_a_command_throws_is_its_answer(self):
        self.load(rogue("throws_later"))
        odd = "something that is no std::exception"
        for command, thrown in (("rogue-fly", "no wings"), ("rogue-fly-far", "no wings"), ("rogue-fly-oddly", odd),
                                ("rogue-fly-far-oddly", odd), ("rogue-fly", "no wings")):
            answer = self.client.call(command)
            self.assertEqual({"class": "GenericError", "desc": f"The command {command} has failed: {thrown}"},
                             answer["error"])

    def test_what_it_throws_elsewhere_is_named_and_the_host_goes_on(self):
        self.load(rogue("throws_later"))
        self.assertEqual({"return": {}}, self.client.call("rogue-fall-later"))
        for thrown in ("no wings", "something that is no std::exception"):
            line = f"a call of plugin 'rogue' has failed: {thrown}"
            server.wait_until(lambda text=line: self.host.log().count(text) == 2, "it does not fail twice")
        self.host.await_log("plugin 'rogue': done() threw: no wings")
        self.assertEqual({"return": {}}, self.client.call("rogue-fall-later"))


class Refused(Live):
    def test_each_fault_is_told_in_one_line_and_the_host_goes_on(self):
        for name, why in REFUSALS.items():
            with self.subTest(name):
                self.host.drop(rogue(name))

                self.assert_refused(name + ".so", why)

    def test_what_one_registered_before_it_failed_is_free_again(self):
        self.host.drop(rogue("fails_halfway"))
        self.host.await_log("No wings")
        self.assertIn("error", self.client.call("rogue-fly"))

        self.load(rogue("undescribed"))

        self.assertEqual({"return": {}}, self.client.call("fly"))

    def test_text_is_refused(self):
        file = os.path.join(self.host.directory, "text")
        pathlib.Path(file).write_text("hello", encoding="ascii")

        self.host.drop(file, "text.so")

        self.assert_refused("text.so", "is not an ELF file")

    def test_one_for_another_architecture_is_refused(self):
        image = bytearray(pathlib.Path(rogue("sound")).read_bytes())
        image[18:20] = (0xF3).to_bytes(2, "little")  # e_machine: RISC-V
        file = os.path.join(self.host.directory, "foreign")
        pathlib.Path(file).write_bytes(image)

        self.host.drop(file, "foreign.so")

        self.assert_refused("foreign.so", "is for another kind of machine; build it for this one")

    def test_a_file_that_its_group_may_write_to_is_refused(self):
        self.host.drop(rogue("undescribed"), mode=0o775)

        self.assert_refused("undescribed.so",
                            "the file can be written to by others, run chmod go-w on it")

    def test_a_directory_that_its_group_may_write_to_is_refused(self):
        os.chmod(self.host.dropped("."), 0o775)

        self.host.drop(rogue("undescribed"))

        self.assert_refused("undescribed.so",
                            "its directory can be written to by others, run chmod go-w on it")

    def test_a_second_one_of_a_name_is_refused(self):
        self.load(rogue("undescribed"))

        self.host.drop(rogue("undescribed"), "again.so")

        self.host.await_log(f"{self.host.dropped('again.so')}: a plugin 'rogue' is loaded already, "
                            f"from {self.host.dropped('undescribed.so')}\n")
        self.assertEqual({"return": {}}, self.client.call("fly"))

    def test_a_refused_version_leaves_the_old_one_serving(self):
        self.load(rogue("undescribed"))

        self.host.drop(rogue("throws"), "undescribed.so")

        self.host.await_log("create() threw: no wings (the loaded version goes on serving)")
        self.assertEqual({"return": {}}, self.client.call("fly"))


class HalfWritten(Live):
    def test_a_file_is_left_alone_until_it_is_closed(self):
        image = pathlib.Path(rogue("undescribed")).read_bytes()
        with open(self.host.dropped("undescribed.so"), "wb") as file:
            file.write(image[:5000])
            file.flush()
            self.load(rogue("never_answers"))  # a file that came later is loaded first
            self.assertEqual(["legacy", "rogue"], self.loaded())
            self.assertNotIn("undescribed", self.host.log())
            os.unlink(self.host.dropped("never_answers.so"))
            self.host.await_log("'rogue' is unloaded")
            file.write(image[5000:])

        server.wait_until(lambda: {"return": {}} == self.client.call("fly"), "not loaded")

    def test_one_that_is_cut_short_later_is_served_from_the_copy(self):
        self.load(rogue("undescribed"))

        os.truncate(self.host.dropped("undescribed.so"), 100)
        with open(self.host.dropped("undescribed.so"), "ab"):
            pass  # closed after writing: whoever watches the directory hears of it

        self.host.await_log("cannot be loaded")
        self.assertEqual({"return": {}}, self.client.call("fly"))


class Slow(Live):
    def test_one_that_takes_long_in_create_is_named_and_serves(self):
        self.host.drop(rogue("slow_create"))

        held = self.host.await_match(r"plugin 'rogue' held the loop for (\d+) ms in create\(\); begin what takes long "
                                     r"in activate\(\), on a thread")
        self.assertGreaterEqual(int(held[1]), 150)  # it sleeps so long
        self.assertEqual(["legacy", "rogue"], self.loaded())


class NeverAnswered(Live):
    def setUp(self):
        self.start("answer-limit 1")
        self.load(rogue("never_answers"))

    def test_the_client_is_told_in_its_place_and_its_next_command_runs(self):
        self.client.send({"execute": "rogue-keep", "id": 1})
        self.client.send({"execute": "query-name", "id": 2})
        other = self.connect()
        self.assertEqual({"return": {}}, other.call("query-name"))  # nobody else waits

        self.assertEqual({"id": 1, "error": {
            "class": "GenericError",
            "desc": "The command rogue-keep was not answered within 1 s"}}, self.client.line())
        self.assertEqual({"id": 2, "return": {}}, self.client.line())
        self.host.await_log("'rogue-keep' of plugin 'rogue' was not answered within 1 s\n")

    def test_an_answer_that_comes_after_all_is_dropped(self):
        self.assertIn("error", self.client.call("rogue-keep"))

        self.assertEqual({"return": {}}, self.client.call("rogue-give"))

        self.assertEqual({"return": {}}, self.client.call("query-name"))
        self.host.await_log("plugin 'rogue' has answered a command that nobody waits for any more")


class AnsweredInTime(Live):
    def setUp(self):
        self.start(f"answer-limit {4 * server.DEADLINE}")
        self.load(rogue("never_answers"))

    def test_the_answer_is_given(self):
        self.begin("rogue-keep")

        self.assertEqual({"return": {}}, self.connect().call("rogue-give"))

        self.assertEqual({"return": "late"}, self.client.line())


class Unanswered(Live):
    def setUp(self):
        self.start("answer-limit 0")
        self.load(rogue("never_answers"))

    def test_what_is_owed_when_it_is_unloaded_is_awaited(self):
        self.begin("rogue-delay")

        os.unlink(self.host.dropped("never_answers.so"))

        self.assertEqual({"return": "late"}, self.client.line())
        self.host.await_log("'rogue' is unloaded")

    def test_what_is_owed_when_it_is_replaced_is_awaited(self):
        self.begin("rogue-delay")

        self.host.drop(rogue("never_answers"))

        self.host.await_log("'rogue' is replaced by 1")
        self.assertEqual({"return": "late"}, self.client.line())

    def test_what_is_not_answered_after_5_s_fails_and_the_code_goes(self):
        self.begin("rogue-keep")

        os.unlink(self.host.dropped("never_answers.so"))

        self.client.socket.settimeout(2 * server.DEADLINE)
        self.assertEqual("The plugin 'rogue' was unloaded before it answered",
                         self.client.line()["error"]["desc"])
        self.host.await_log("'rogue' is unloaded")
        maps = pathlib.Path(f"/proc/{self.host.process.pid}/maps").read_text(encoding="ascii")
        self.assertNotIn("never_answers", maps)


class NeverReturns(unittest.TestCase):
    def test_others_are_served_and_the_host_can_be_ended(self):
        host = server.Host(CONFIG.format(more="answer-limit 2"), directories=["dropped"])
        self.addCleanup(host.remove)
        client = host.connect().negotiate(defaults=False)
        other = host.connect("other.sock").negotiate(defaults=False)
        host.drop(rogue("never_returns"))
        host.await_log("'rogue' 1 is loaded")

        client.send({"execute": "rogue-sleep"})
        client.send({"execute": "query-name"})

        self.assertEqual({"return": {}}, other.call("stop"))  # another machine
        for command in ("rogue-sleep", "query-name"):
            self.assertEqual(f"The command {command} was not answered within 2 s",
                             client.line()["error"]["desc"])
        host.await_log("(plugin 'rogue' has not returned from a call for ")
        host.process.send_signal(signal.SIGTERM)
        self.assertEqual(1, host.process.wait(3 * server.DEADLINE))
        self.assertRegex(host.log(), r"m: cannot be ended \(plugin 'rogue' has not returned from a "
                                     r"call for \d+ s\); the host ends without it\n")


class LargeArguments(unittest.TestCase):
    """To read and decode 60 MiB takes hundreds of milliseconds."""
    LARGE = {"data": "x" * 300000}

    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG.format(more=""), directories=["dropped"]))
        self.client = self.host.connect().negotiate(defaults=False)

    def test_a_plugin_decodes_them_beside_the_loop(self):
        self.host.drop(rogue("tells_thread"))
        self.host.await_log("'rogue' 1 is loaded")

        self.assertTrue(self.client.call("rogue-is-on-loop")["return"])
        self.assertFalse(self.client.call("rogue-is-on-loop", **self.LARGE)["return"])

    def test_connecting_and_the_hosts_own_commands_have_no_use_for_them(self):
        for command in ("stop-event-connect", "stop-event-disconnect", "signal-connect", "query-version"):
            self.assertEqual(f"The arguments of {command} may have at most 262144 bytes",
                             self.client.call(command, **self.LARGE)["error"]["desc"])
        self.assertIn("return", self.client.call("query-version"))


class DiesInCreate(unittest.TestCase):
    def test_it_ends_the_host_as_the_documentation_says(self):
        host = server.Host(CONFIG.format(more=""), directories=["dropped"])
        self.addCleanup(host.remove)
        host.connect().negotiate(defaults=False)

        host.drop(rogue("dies_in_create"))

        self.assertEqual(-signal.SIGABRT, host.process.wait(server.DEADLINE))


class EmitsAfterClose(Live):
    def setUp(self):
        self.start()
        self.load(LATE, "'late' 1 is loaded")
        self.tag = self.client.call("late-event-connect")["return"]

    def test_nobody_hears_it_and_the_connection_has_ended(self):
        self.client.send({"execute": "late-close-and-emit"})

        message = self.client.line()
        self.assertEqual(("SIGNAL_DISCONNECTED", self.tag), (message["event"], message["tag"]))
        self.assertEqual({"return": {}}, self.client.line())
        self.assertEqual({"return": {}}, self.client.call("late-emit"))
        self.assertEqual(b"", self.client.buffer)

    def test_who_connects_afterwards_hears_what_comes(self):
        self.client.call("late-close-and-emit")
        tag = self.client.call("late-event-connect")["return"]

        self.client.send({"execute": "late-emit"})

        message = self.client.line()
        self.assertEqual((tag, {"number": 2}), (message["tag"], message["data"]))

    def test_it_can_be_unloaded(self):
        os.unlink(self.host.dropped("late.so"))

        self.host.await_log("'late' is unloaded")
        self.assertEqual({"reason": "plugin-unloaded"}, self.client.line()["data"])


if __name__ == "__main__":
    outcome.main()
