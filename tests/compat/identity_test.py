# SPDX-License-Identifier: Apache-2.0
"""Who real processes are to a real host. Arguments: signalboxd, a compiled client (new_client)."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import outcome
import server
import sql_ledger

COMPILED, server.SIGNALBOXD = (os.path.abspath(sys.argv.pop()) for _ in range(2))
VISITOR = pathlib.Path(__file__).with_name("visitor.py")
CONFIG = """ledger { path l.db }
machine m { listen unix:qmp.sock
            plugin legacy
            plugin block { drive { id d  file /dev/full  size 4096 } } }
"""
RESTARTS = 100
TALK = r"""{"execute": "qmp_capabilities"}\n"""


def can(*words):
    try:
        return subprocess.run(words, capture_output=True, timeout=20).returncode == 0
    except FileNotFoundError:
        return False


class Identity(unittest.TestCase):
    def setUp(self):
        self.host = self.enterContext(server.Host(CONFIG))
        self.host.connect().close()
        self.known = {row[0] for row in self.clients()}  # that was this test
        for name in ("agent.py", "other.py"):
            shutil.copy(VISITOR, self.path(name))

    def path(self, name):
        return os.path.join(self.host.directory, name)

    def clients(self):
        """Fingerprint, name, kind, script, via and help, of those that negotiated."""
        return sql_ledger.rows(self.path("l.db"), "SELECT fingerprint, name, kind, script, via, help "
                                                  "FROM client ORDER BY id")

    def new_clients(self):
        return [row[1:] for row in self.clients() if row[0] not in self.known]

    def assert_new_clients(self, expected):
        """A disk that takes its time does not hold a reply for ever, so their rows may come later."""
        server.wait_until(lambda: len(self.new_clients()) >= len(expected), f"not {expected}")
        self.assertEqual(expected, self.new_clients())

    def visit(self, *words):
        """Runs a client that leaves as soon as it has negotiated: then its rows are there."""
        done = subprocess.run(words, cwd=self.host.directory, stdin=subprocess.DEVNULL, timeout=60,
                              capture_output=True, text=True)
        self.assertEqual(0, done.returncode, done.stderr)

    def visit_as(self, script, *before):
        self.visit(*before, sys.executable, "-I", "-S", script, "qmp.sock")

    def test_two_scripts_under_one_interpreter_are_two(self):
        self.visit_as("agent.py")
        self.visit_as("other.py")

        self.assert_new_clients([("agent.py", "script", self.path("agent.py"), "", ""),
                                 ("other.py", "script", self.path("other.py"), "", "")])

    def test_a_script_that_is_restarted_100_times_is_one(self):
        for _ in range(RESTARTS):
            self.visit_as("agent.py")

        server.wait_until(lambda: sql_ledger.rows(
            self.path("l.db"), "SELECT count(*) FROM session JOIN build ON build.id = build "
            "JOIN client ON client.id = client WHERE name = 'agent.py'") == [(RESTARTS,)],
            "not each visit is a session of its")
        self.assertEqual(["agent.py"], [row[0] for row in self.new_clients()])

    def test_a_script_is_one_by_hand_and_through_a_shell_and_by_another_path(self):
        self.visit_as("agent.py")
        self.visit_as(self.path("agent.py"))
        self.visit("sh", "-c", f"{sys.executable} agent.py qmp.sock; exit $?")
        self.visit("env", "-i", "nohup", sys.executable, "./agent.py", "qmp.sock")
        self.visit("bash", "-c", f"(cd / && exec {sys.executable} {self.path('agent.py')} "
                                 f"{self.path('qmp.sock')})")

        self.assert_new_clients([("agent.py", "script", self.path("agent.py"), "", "")])

    @unittest.skipUnless(shutil.which("socat"), "socat is not installed")
    def test_a_script_behind_socat_is_the_script(self):
        pathlib.Path(self.path("relayed.sh")).write_text(
            f"printf '{TALK}' | socat -t 5 - UNIX-CONNECT:qmp.sock | "
            "while read -r line; do case $line in *return*) exit 0;; esac; done\n")

        for _ in range(3):
            self.visit("bash", "relayed.sh")
        self.visit("sh", "-c", "bash relayed.sh; exit $?")

        self.assert_new_clients([("relayed.sh", "script", self.path("relayed.sh"), "socat", "")])

    def test_a_compiled_program_is_known_by_its_file(self):
        shutil.copy(COMPILED, self.path("first"))
        shutil.copy(COMPILED, self.path("second"))
        for name in ("first", "second", "first"):
            self.visit(self.path(name), "qmp.sock", "d")

        server.wait_until(lambda: sql_ledger.rows(
            self.path("l.db"), "SELECT kind, exe, declared_name FROM client "
            "WHERE kind = 'program' ORDER BY id") == [
                ("program", self.path("first"), "new_client"),
                ("program", self.path("second"), "new_client")], "they are not two programs")

    @unittest.skipUnless(can("unshare", "--pid", "--fork", "true"), "no pid namespace may be made")
    def test_a_client_in_a_namespace_below_is_seen(self):
        self.visit_as("agent.py", "unshare", "--pid", "--fork")

        self.assert_new_clients([("agent.py", "script", self.path("agent.py"), "", "")])


@unittest.skipUnless(can("unshare", "--pid", "--fork", "--mount-proc", "true"),
                     "no pid namespace may be made")
class OtherNamespace(unittest.TestCase):
    def test_a_client_of_another_namespace_is_unattributed_and_says_what_would_help(self):
        signalboxd = server.SIGNALBOXD
        folder = self.enterContext(__import__("tempfile").TemporaryDirectory())
        socket = os.path.join(folder, "qmp.sock")
        named = os.path.join(folder, "named.sock")
        config = pathlib.Path(folder, "signalbox.info")
        config.write_text(f"ledger {{ path l.db }}\nmachine m {{ listen unix:{socket}\n"
                          f"listen unix:{named} {{ client \"night shift\" }}\nplugin legacy }}\n")
        host = subprocess.Popen(["unshare", "--pid", "--fork", "--kill-child", "--mount-proc",
                                 signalboxd, "--config", str(config)], cwd=folder,
                                stderr=subprocess.DEVNULL)
        self.addCleanup(host.wait)
        self.addCleanup(host.kill)
        server.wait_until(lambda: os.path.exists(named), "no host")

        for path in (socket, named):
            subprocess.run([sys.executable, VISITOR, path], check=True, stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=60)

        query = "SELECT name, kind, help FROM client ORDER BY id"
        path = os.path.join(folder, "l.db")
        server.wait_until(lambda: len(sql_ledger.rows(path, query)) == 2, "not two clients")
        rows = sql_ledger.rows(path, query)
        self.assertEqual(("unattributed", "unattributed"), rows[0][:2])
        self.assertIn("another pid namespace", rows[0][2])
        self.assertIn("{ client NAME }", rows[0][2])
        self.assertEqual(("night shift", "named", ""), rows[1])


if __name__ == "__main__":
    outcome.main()
