# SPDX-License-Identifier: Apache-2.0
"""The command line at a plain QMP server, in front of one that a Signalbox serves, and at one that
somebody has taken over."""
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import threading
import unittest

import served

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "bridge"))
import upstream  # noqa: E402

NOT_YET = "Expecting capabilities negotiation with 'qmp_capabilities'"
ESCAPE = "\x1b]0;title\x07\x1b[2J\x1b[31m\u202e"
MESSAGE = {"timestamp": {"seconds": 1, "microseconds": 2}}


class PlainServer:
    """Answers one client as a QEMU does; `events` go to it when it has asked for the schema."""

    def __init__(self, path, events=(), answers=None, first=()):
        self.server = upstream.Upstream(path)
        self.events, self.first = events, first
        self.answers = {**upstream.ANSWERS, **(answers or {})}
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        monitor = self.monitor = self.server.accept()
        try:
            for event in self.first:
                monitor.say(event)
            monitor.say(upstream.RECORDED["greeting"])
            while (command := monitor.command()) is not None:
                name = command["execute"]
                if name in self.answers:
                    monitor.say(self.answer(self.answers[name]))
                else:
                    monitor.say({"error": {"class": "CommandNotFound", "desc": NOT_YET}})
                for event in self.events if name == "query-qmp-schema" else ():
                    monitor.say({**MESSAGE, **event})
        except OSError:
            pass  # the client has gone

    @staticmethod
    def answer(value):
        return value if isinstance(value, dict) and "error" in value else {"return": value}

    def end(self):
        self.thread.join(served.server.DEADLINE)
        self.server.__exit__()


class PlainServed(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.path = os.path.join(self.folder, "monitor")

    def serve(self, *events, **others):
        plain = PlainServer(self.path, events, **others)
        self.addCleanup(plain.end)

    def signalbox(self, *words, **others):
        done = subprocess.run([served.SIGNALBOX, *words], capture_output=True, text=True,
                              timeout=served.server.DEADLINE, **others)
        return done.returncode, done.stdout, done.stderr


class AtPlainServer(PlainServed):
    def test_watch_filters_by_itself_and_says_so(self):
        self.serve({"event": "RESUME"}, {"event": "STOP"}, {"event": "RTC_CHANGE", "data": {"offset": 1}},
                   {"event": "RTC_CHANGE", "data": {"offset": 2}},
                   answers=upstream.other_answers(events=["RTC_CHANGE"]))

        code, out, err = self.signalbox("watch", self.path, "stop-event", "rtc-change-event",
                                        "offset=2", "--count", "2", "--json")

        self.assertEqual(["STOP", "RTC_CHANGE"], [json.loads(line)["event"] for line in out.splitlines()])
        self.assertIn('"offset": 2', out)
        self.assertEqual((0, "plain QMP server: filtered here\n"), (code, err))

    def test_an_event_that_the_server_does_not_have_is_refused(self):
        self.serve()

        code, out, err = self.signalbox("watch", self.path, "fly-event")

        self.assertEqual((2, ""), (code, out))
        self.assertIn("no event FLY", err)

    def test_an_event_may_come_before_the_greeting(self):
        self.serve(first=[{**MESSAGE, "event": "STOP"}], answers={"query-name": {"name": "vm"}})

        self.assertEqual((0, '{"name": "vm"}\n'), self.signalbox("call", self.path, "query-name", "--json")[:2])


class InFrontOfAServer(served.Served):
    """A listener that greets as the QEMU does that it stands in front of."""

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        status = {"status": "running", "singlestep": False, "running": True}
        self.upstream = PlainServer(os.path.join(self.folder, "monitor"), answers={"query-status": status})
        self.addCleanup(self.upstream.end)
        self.host = self.enterContext(served.server.Host(
            "machine m { listen unix:qmp.sock\n"
            f"  plugin qemu {{ monitor unix:{self.folder}/monitor }} }}\n"
            "admin { listen unix:admin.sock }\n"))
        self.host.await_log("serves clients on")

    def test_watch_sees_what_it_asked_for_once(self):
        self.host.connect().negotiate(defaults=False)
        process = self.start_signalbox("watch", "qmp.sock", "stop-event", "--count", "1")
        self.assertEqual("connected; ^C ends\n", process.stderr.readline())

        self.upstream.monitor.event("RESUME")
        self.upstream.monitor.event("STOP")

        out, _ = process.communicate(timeout=served.server.DEADLINE)
        self.assertRegex(out, r"^\S+ STOP \[signal-1\]\n$")

    def test_completion_offers_signals(self):
        self.host.connect().negotiate(defaults=False)

        for begun, offered in (("signal-c", ["signal-connect"]),
                               ("stop-e", ["stop-event-connect", "stop-event-disconnect"])):
            out = self.run_signalbox("__complete", "call", "qmp.sock", begun)[1]
            self.assertEqual(offered, [line.split("\t")[0] for line in out.splitlines()])

    def test_arguments_of_signals_are_known(self):
        self.host.connect().negotiate(defaults=False)

        out = self.run_signalbox("__complete", "watch", "qmp.sock", "block-io-error-event", "dev")[1]
        process = self.start_signalbox("watch", "qmp.sock", "block-io-error-event", "device=5")

        self.assertIn("device=\t", out)
        self.assertEqual("connected; ^C ends\n", process.stderr.readline())


class TakenOver(PlainServed):
    """Control characters of a server reach no terminal, and no command line."""

    def on_terminal(self, *words):
        """What a program writes to its terminal."""
        ours, its = pty.openpty()
        process = subprocess.Popen([served.SIGNALBOX, *words], stdin=its, stdout=its, stderr=its,
                                   env={**os.environ, "TERM": "xterm"})
        os.close(its)
        out = b""
        try:
            while data := os.read(ours, 1 << 16):
                out += data
        except OSError:
            pass  # it has ended
        os.close(ours)
        process.wait(served.server.DEADLINE)
        return out.decode()

    def assert_escaped(self, out):
        for each in ("\x1b]", "\x1b[2J", "\x1b[31m", "\x07", "\u202e"):
            self.assertNotIn(each, out)
        self.assertIn("\\x1b]0;title\\x07", out)

    def test_in_an_event(self):
        schema = upstream.other_answers(events=["EVIL" + ESCAPE])["query-qmp-schema"]
        self.serve({"event": "EVIL", "data": {"k" + ESCAPE: "v" + ESCAPE}, "tag": "t" + ESCAPE},
                   answers={"query-qmp-schema": schema + [{"name": "EVIL", "meta-type": "event",
                                                           "arg-type": "0"}]})

        self.assert_escaped(self.on_terminal("watch", self.path, "evil-event", "--count", "1"))

    def test_in_an_error(self):
        self.serve(answers={"query-name": {"error": {"class": "GenericError" + ESCAPE, "desc": ESCAPE}}})

        self.assert_escaped(self.on_terminal("call", self.path, "query-name"))

    def test_in_an_error_through_a_pipe(self):
        self.serve(answers={"query-name": {"error": {"class": "GenericError", "desc": ESCAPE}}})

        self.assert_escaped(self.signalbox("call", self.path, "query-name")[2])

    def test_in_a_list_of_plugins(self):
        self.serve(answers={"query-plugins": [{"name": "p" + ESCAPE, "version": ESCAPE, "file": ESCAPE}]})

        self.assert_escaped(self.on_terminal("plugin", "list", self.path))

    def test_in_completion(self):
        names = [{"name": each} for each in ("evil-" + ESCAPE, "evil-$(touch x)", "evil-good", "evil-;x")]
        self.serve(answers={"query-commands": names})

        self.assertEqual("evil-good\t\n", self.signalbox("__complete", "call", self.path, "evil-")[1])


if __name__ == "__main__":
    served.main()
