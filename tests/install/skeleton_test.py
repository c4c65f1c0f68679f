# SPDX-License-Identifier: Apache-2.0
"""What `signalbox plugin new` writes is built, tested by its own test, and used."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import installed

WARNINGS = "-Wall -Wextra -Wpedantic -Wshadow -Werror"


class Skeleton(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(
            self.enterContext(tempfile.TemporaryDirectory(prefix="signalbox-")))

    def run_here(self, *command):
        done = subprocess.run(command, cwd=self.directory, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120)
        return done.returncode, done.stdout

    def new(self, *words):
        return self.run_here(installed.PREFIX / "bin/signalbox", "plugin", "new", *words)

    def passes(self, *command):
        code, said = self.run_here(*command)
        self.assertEqual(0, code, said)

    def build(self, name):
        self.passes("cmake", "-G", "Ninja", "-S", name, "-B", f"{name}/build",
                    f"-DCMAKE_PREFIX_PATH={installed.PREFIX}", f"-DCMAKE_C_FLAGS={WARNINGS}",
                    f"-DCMAKE_CXX_FLAGS={WARNINGS}")
        self.passes("cmake", "--build", f"{name}/build")

    def test_in_cxx_it_builds_and_its_test_passes(self):
        self.assertEqual(0, self.new("fan-control")[0])

        self.build("fan-control")

        self.passes("ctest", "--test-dir", "fan-control/build", "--output-on-failure")

    def test_in_c_it_builds_and_its_test_passes(self):
        self.assertEqual(0, self.new("echo", "--c")[0])

        self.build("echo")

        self.assertTrue((self.directory / "echo/echo.c").exists())
        self.passes("ctest", "--test-dir", "echo/build", "--output-on-failure")

    def test_its_test_fails_where_the_plugin_does_not_do_what_it_says(self):
        self.new("echo", "--c")
        source = self.directory / "echo/echo.c"
        source.write_text(source.read_text().replace("self->count++;", "self->count += 2;"))

        self.build("echo")

        self.assertNotEqual(0, self.run_here("ctest", "--test-dir", "echo/build")[0])

    def test_works_when_dropped_in(self):
        self.new("fan-control")
        self.build("fan-control")
        host = self.enterContext(installed.host())

        host.drop(self.directory / "fan-control/build/plugins/fan-control.so")

        client = installed.client_of(host, "fan-control-say")
        self.assertEqual({"return": 1}, client.call("fan-control-say", text="hello"))

    def test_what_is_there_is_left_alone(self):
        os.mkdir(self.directory / "echo")

        self.assertEqual((1, "signalbox: 'echo' is there already\n"), self.new("echo"))
        self.assertEqual([], os.listdir(self.directory / "echo"))

    def test_a_name_that_is_none_for_a_plugin_is_a_usage_error(self):
        code, said = self.new("Echo")

        self.assertEqual(2, code)
        self.assertIn("'Echo' is not in lower case with hyphens", said)
        self.assertEqual([], os.listdir(self.directory))


if __name__ == "__main__":
    installed.main()
