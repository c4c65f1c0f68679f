# SPDX-License-Identifier: Apache-2.0
"""Whoever does not use CMake: qmpc, a compiler, and what pkg-config says."""
import os
import subprocess
import tempfile
import unittest

import installed
import server


class PkgConfig(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory(prefix="signalbox-"))

    def ask(self, *words):
        environment = os.environ | {"PKG_CONFIG_PATH": str(installed.PREFIX / "lib/pkgconfig")}
        return subprocess.run(["pkg-config", *words], check=True, text=True, capture_output=True,
                              env=environment).stdout.split()

    def run_here(self, *command):
        subprocess.run(command, check=True, cwd=self.directory)

    def test_builds_a_plugin_in_c(self):
        source = installed.EXAMPLES / "source/plugins/doorbell"
        qmpc, = self.ask("--variable=qmpc", "signalbox-sdk")
        exports, = self.ask("--variable=plugin_map", "signalbox-sdk")
        self.run_here(qmpc, "--name", "doorbell", source / "qmp-schema.json")
        generated = [f"doorbell/qmp_{part}.c" for part in ("types", "events", "register")]
        self.run_here("gcc", "-shared", "-fPIC", "-fvisibility=hidden", "-Wl,-z,defs",
                      f"-Wl,--version-script={exports}", "-I.", "-o", "doorbell.so",
                      source / "doorbell.c", *generated,
                      *self.ask("--cflags", "--libs", "signalbox-sdk"))
        host = self.enterContext(installed.host())

        host.drop(os.path.join(self.directory, "doorbell.so"))

        client = installed.client_of(host, "doorbell-press")
        self.assertEqual({"return": 1}, client.call("doorbell-press"))

    def test_builds_a_client_in_c(self):
        schema = installed.PREFIX / "share/signalbox/schemas/block/qmp-schema.json"
        self.run_here(installed.PREFIX / "bin/qmpc", "--name", "block", schema)
        self.run_here("gcc", "-I.", "-o", "new_client",
                      installed.EXAMPLES / "source/new_client.c", "block/qmp_types.c",
                      "block/libqmp_block.c", *self.ask("--cflags", "--libs", "libqmp"),
                      f"-Wl,-rpath,{installed.PREFIX / 'lib'}")
        drive = "plugin block { drive { id disk0  file /dev/full  size 4096 } }"
        host = self.enterContext(server.Host(server.machine(more=drive)))
        host.connect().close()  # it serves by now

        done = subprocess.run([os.path.join(self.directory, "new_client"),
                               os.path.join(host.directory, "qmp.sock"), "disk0"],
                              input="status?\n", text=True, capture_output=True, timeout=60)

        self.assertEqual((0, "--\n", ""), (done.returncode, done.stdout, done.stderr))


if __name__ == "__main__":
    installed.main()
