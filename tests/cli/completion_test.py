# SPDX-License-Identifier: Apache-2.0
"""What the Tab key offers behind `signalbox`: asked of the program, of bash, zsh and fish."""
import os
import pathlib
import shutil
import subprocess
import unittest

import served

FILES = pathlib.Path(__file__).parents[2] / "packaging/completion"


class Candidates(served.Served):
    def candidates(self, *words):
        """What the program offers for the last word."""
        code, out, _ = self.run_signalbox("__complete", *words)
        self.assertEqual(0, code)
        return [line.split("\t")[0] for line in out.splitlines()]

    def test_subcommands_are_offered(self):
        self.assertEqual(["plugin"], self.candidates("pl"))
        self.assertEqual(["list", "load"], sorted(self.candidates("plugin", "l")))

    def test_each_is_said_what_it_does(self):
        self.assertRegex(self.run_signalbox("__complete", "plugin", "unl")[1],
                         "^unload\t[A-Z].+\n$")

    def test_each_subcommand_of_the_help_is_offered(self):
        listed = self.run_signalbox("--help")[1].split("Subcommands:\n")[1]
        names = [line.split()[0] for line in listed.splitlines() if line[:3].strip()]

        self.assertEqual(names, self.candidates(""))

    def test_options_are_those_of_the_subcommand(self):
        self.assertEqual(["--count"], self.candidates("watch", "qmp.sock", "--c"))
        self.assertEqual([], self.candidates("call", "qmp.sock", "--c"))

    def test_an_option_that_takes_one_of_a_few_values_has_them_offered(self):
        offered = self.candidates("ledger", "report", "--by", "")

        self.assertIn("client", offered)

    def test_a_file_is_left_to_the_shell(self):
        self.assertEqual([], self.candidates("call", ""))
        self.assertEqual([], self.candidates("plugin", "check", ""))

    def test_commands_and_arguments_are_those_of_the_host(self):
        self.drop("doorbell.so")
        self.host.await_log("'doorbell' 1.0 is loaded")

        self.assertEqual(["doorbell-press"], self.candidates("call", "qmp.sock", "doorbell-p"))
        self.assertEqual(["visitor="], self.candidates("call", "qmp.sock", "doorbell-press", ""))
        self.assertEqual(["action=shutdown"], self.candidates(
            "call", "qmp.sock", "watchdog-set-action", "action=sh"))

    def test_signals_and_their_arguments_are_those_of_the_host(self):
        self.assertEqual(["block-device-event", "block-devices-event"],
                         self.candidates("watch", "qmp.sock", "block-dev"))
        offered = self.candidates("watch", "--json", "qmp.sock", "block-device-event", "")
        self.assertEqual("device=", offered[0])
        self.assertIn("stop-event", offered)
        self.assertNotIn("device=", self.candidates(
            "watch", "qmp.sock", "block-device-event", "device=full", ""))

    def test_where_no_host_is_nothing_is_offered_and_nothing_said(self):
        self.assertEqual((0, "", ""), self.run_signalbox("__complete", "call", "gone.sock", ""))


class Shells(served.Served):
    """What each shell makes of its file."""

    def bash(self, line):
        """What COMPREPLY is when Tab is pressed behind a line, as bash has it."""
        script = f'''
          source {FILES}/signalbox.bash
          compopt() {{ options+=("$@"); }}
          COMP_LINE=$1; COMP_POINT=${{#1}}
          _signalbox signalbox
          printf '%s\\n' "${{options[*]}}" "${{COMPREPLY[@]}}"
        '''
        path = f"{os.path.dirname(served.SIGNALBOX)}:{os.environ['PATH']}"
        done = subprocess.run(["bash", "-euc", script, "bash", line], text=True, check=True,
                              capture_output=True, cwd=self.host.directory,
                              env=os.environ | {"PATH": path})
        options, *reply = done.stdout.splitlines()
        return options, [each for each in reply if each]

    def test_bash_can_read_its_file(self):
        subprocess.run(["bash", "-n", FILES / "signalbox.bash"], check=True)

    def test_bash_offers_what_the_program_says(self):
        self.assertEqual(("", ["unload"]), self.bash("signalbox plugin unl"))

    def test_bash_stays_behind_an_argument_that_awaits_its_value(self):
        self.assertEqual(("-o nospace", ["device="]),
                         self.bash("signalbox call qmp.sock block-flush "))

    def test_bash_replaces_what_is_behind_the_equals_sign(self):
        self.assertEqual(("", ["shutdown"]),
                         self.bash("signalbox call qmp.sock watchdog-set-action action=shu"))

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
    def test_zsh_can_read_its_file(self):
        subprocess.run(["zsh", "-n", FILES / "_signalbox"], check=True)

    @unittest.skipUnless(shutil.which("fish"), "fish is not installed")
    def test_fish_offers_what_the_program_says(self):
        script = f"source {FILES}/signalbox.fish; complete -C '{served.SIGNALBOX} plugin unl'"
        done = subprocess.run(["fish", "-c", script], check=True, text=True, capture_output=True)

        self.assertTrue(done.stdout.startswith("unload\t"))


if __name__ == "__main__":
    served.main()
