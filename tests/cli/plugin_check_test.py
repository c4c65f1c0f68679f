# SPDX-License-Identifier: Apache-2.0
"""signalbox plugin check: arguments are signalbox, the rogues' directory, the plugins'."""
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import outcome

PLUGINS, ROGUES, SIGNALBOX = (sys.argv.pop() for _ in range(3))

# What each has to be told apart for, by subject and words.
FAULTS = {
    "aborts": ("load", "it ends the process: SIGABRT"),
    "bad_introspection": ("load", "its schema does not parse"),
    "dies_in_create": ("create", "it ends the process: SIGABRT"),
    "exits": ("load", "it ends the process: exits with status"),
    "hangs": ("load", "it takes longer than 1 s"),
    "leaks": ("destroy", "each instance leaves behind 112 bytes, 1 descriptors"),
    "missing_library": ("load", "libabsent.so: cannot open shared object file"),
    "missing_symbol": ("load", "undefined symbol: function_of_nobody"),
    "newer_minor": ("load", "needs plugin ABI"),
    "no_entry": ("symbols", "it does not export signalbox_plugin_entry"),
    "null_create": ("load", "its entry lacks 'create'"),
    "other_major": ("load", "is built for plugin ABI 2"),
    "promises": ("create", "'rogue-sing' is in the schema and create() does not offer it"),
    "sound": ("create", "it failed and did not say why"),
    "undescribed": ("create", "'fly' is not in the schema"),
}


def check(file, *words):
    """Exit code and findings."""
    done = subprocess.run([SIGNALBOX, "plugin", "check", file, "--json", *words], text=True,
                          capture_output=True, timeout=60)
    report = json.loads(done.stdout)
    return done.returncode, [(each["grade"], each["subject"], each["text"])
                             for each in report["findings"]]


class PluginCheck(unittest.TestCase):
    def test_each_fault_is_named_and_where_it_showed(self):
        for name, (subject, words) in FAULTS.items():
            with self.subTest(name):
                code, findings = check(pathlib.Path(ROGUES, f"{name}.so"), "--timeout", "1"
                                       if name == "hangs" else "30")

                faults = [(each[1], each[2]) for each in findings if each[0] == "fault"]
                self.assertEqual(3, code)
                self.assertEqual([subject], [each[0] for each in faults])
                self.assertIn(words, faults[0][1])

    def test_the_shipped_plugins_have_none(self):
        for name in ("block", "legacy"):
            code, findings = check(pathlib.Path(PLUGINS, f"{name}.so"))

            self.assertEqual((0, {"ok"}), (code, {each[0] for each in findings}), findings)
            self.assertIn(("ok", "unload", "the code is gone"), findings)
        self.assertIn(("ok", "create", "accessor stop-event, event STOP"), findings)

    def test_configuration_reaches_create(self):
        block = pathlib.Path(PLUGINS, "block.so")

        code, findings = check(block, "drive.id=a", "drive.file=/nowhere/a.img", "drive.size=4096")

        self.assertEqual(3, code)
        self.assertIn("/nowhere/a.img", findings[-1][2])

    def test_more_symbols_than_the_entry_are_a_warning(self):
        _, findings = check(pathlib.Path(ROGUES, "undescribed.so"))

        self.assertIn(("warning", "symbols", "it also exports rogue_number; link it with plugin.map"),
                      findings)

    def test_a_file_that_others_may_write_to_is_a_fault(self):
        with tempfile.TemporaryDirectory(prefix="signalbox-") as directory:
            copy = shutil.copy(pathlib.Path(PLUGINS, "block.so"), directory)
            pathlib.Path(copy).chmod(0o775)

            code, findings = check(copy)

        self.assertEqual((3, "fault", "file"), (code, *findings[0][:2]))

    def test_what_is_no_elf_file_is_a_fault(self):
        with tempfile.TemporaryDirectory(prefix="signalbox-") as directory:
            file = pathlib.Path(directory, "text.so")
            for text, words in (("hello", "is not an ELF file"), ("\x7fELF", "is cut short"),
                                ("\x7fELF" + "\1" * 80, "is for another kind of machine; build it for this one")):
                file.write_text(text, encoding="ascii")

                code, findings = check(file)

                self.assertEqual(3, code)
                self.assertEqual([("fault", "file", f"{file}: {words}")], findings)

    def test_the_process_that_tries_a_plugin_ends_with_the_command(self):
        """It holds the command's output open for as long as it runs."""
        with subprocess.Popen([SIGNALBOX, "plugin", "check", pathlib.Path(ROGUES, "hangs.so"),
                               "--timeout", "3600"], stderr=subprocess.PIPE) as command:
            children = pathlib.Path(f"/proc/{command.pid}/task/{command.pid}/children")
            while not (trying := children.read_text(encoding="ascii").split()):
                pass
            command.kill()
            try:
                self.assertEqual(([command.stderr], [], []), select.select([command.stderr], [], [], 30))
            finally:
                if pathlib.Path(f"/proc/{trying[0]}").exists():
                    os.kill(int(trying[0]), signal.SIGKILL)


if __name__ == "__main__":
    outcome.main()
