# SPDX-License-Identifier: Apache-2.0
"""The scripts that a developer types say how they are used, and do nothing, when they are asked or when
they do not know an option."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import outcome
import tree

FOLDERS = [".ci", "bench", "scripts"]
# What such a script would do its work with.
TOOLS = ["apt-get", "ccache", "clang-format", "cmake", "ctest", "git", "mktemp", "ninja", "sudo"]


def scripts():
    """The executable ones, relative to the root."""
    return [path for path in tree.paths() if path.parts[0] in FOLDERS and len(path.parts) == 2
            and os.access(tree.ROOT / path, os.X_OK) and tree.is_script(path)]


class Scripts(unittest.TestCase):
    """In a copy of the tree's scripts, where the tools only note that they were called."""

    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for folder in [*FOLDERS, "tests/bridge", "tests/stress"]:
            shutil.copytree(tree.ROOT / folder, self.root / folder)
        self.called = self.root / "called"
        tools = self.root / "bin"
        tools.mkdir()
        for name in TOOLS:
            (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.called}"\n', encoding="ascii")
            (tools / name).chmod(0o755)
        self.path = f"{tools}:{os.environ['PATH']}"

    def run_script(self, *words):
        done = subprocess.run(words, cwd=self.root, capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL,
                              env={**os.environ, "PATH": self.path, "PYTHONDONTWRITEBYTECODE": "1"})
        self.assertFalse(self.called.exists(), f"{words}: {self.called.exists() and self.called.read_text()}")
        return done

    def test_each_prints_help_and_does_nothing(self):
        for path in scripts():
            for word in ["--help", "-h"]:
                with self.subTest(script=str(path), word=word):
                    done = self.run_script(path, word)
                    self.assertEqual((0, ""), (done.returncode, done.stderr))
                    self.assertIn(path.name, done.stdout)

    def test_each_refuses_an_unknown_option_and_does_nothing(self):
        for path in scripts():
            with self.subTest(script=str(path)):
                done = self.run_script(path, "--no-such-option")
                self.assertNotIn(done.returncode, (0, outcome.SKIPPED))
                self.assertIn(path.name, done.stdout + done.stderr)

    def test_help_is_found_behind_a_preset(self):
        self.assertIn("PRESET", self.run_script("scripts/test", "dev", "--help").stdout)

    def test_a_preset_that_is_none_is_named_with_those_there_are(self):
        done = self.run_script("scripts/test", "relaese")

        self.assertEqual(2, done.returncode)
        self.assertIn("'relaese' is no preset: dev, release, asan or tsan", done.stderr)


if __name__ == "__main__":
    outcome.main()
