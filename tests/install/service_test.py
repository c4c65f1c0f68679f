# SPDX-License-Identifier: Apache-2.0
"""As systemd starts it: from the socket unit's descriptor, with the service unit's command."""
import configparser
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

import installed
import server

FIRST = 3  # sd_listen_fds(3)


def unit(name):
    file = configparser.ConfigParser(strict=False, interpolation=None)
    file.optionxform = str
    file.read(installed.PREFIX / "lib/systemd/system" / name)
    return file


class SocketActivation(unittest.TestCase):
    def test_a_client_that_came_before_the_host_is_served(self):
        with tempfile.TemporaryDirectory(prefix="signalbox-") as directory, socket.socket(
                socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as connecting:
            listening.bind(os.path.join(directory, "qmp.sock"))
            listening.listen()
            connecting.settimeout(server.DEADLINE)
            connecting.connect(listening.getsockname())

            program = [server.SIGNALBOXD, "--listen", f"fd:{FIRST}", "--plugin", "legacy"]
            host = subprocess.Popen(program, pass_fds=[FIRST],
                                    preexec_fn=lambda: os.dup2(listening.fileno(), FIRST))

            self.assertIn("return", server.Client(connecting).negotiate().call("query-status"))
            host.send_signal(signal.SIGTERM)
            self.assertEqual(0, host.wait(server.DEADLINE))


class Units(unittest.TestCase):
    def test_the_service_runs_what_is_installed(self):
        program, option, configuration = unit("signalbox.service")["Service"]["ExecStart"].split()

        self.assertTrue((installed.PREFIX / "bin" / program).exists())
        self.assertEqual("--config", option)
        self.assertTrue((installed.PREFIX / configuration.lstrip("/")).exists())

    def test_its_directories_are_those_of_the_configuration(self):
        service = unit("signalbox.service")["Service"]
        text = (installed.PREFIX / "etc/signalbox/signalbox.info").read_text(encoding="utf-8")

        self.assertIn(f"/var/lib/{service['StateDirectory']}/signalbox.db", text)
        self.assertIn(f"unix:/run/{service['RuntimeDirectory']}/", text)
        dropped_into = next(line.split()[1] for line in text.splitlines() if "plugin-dir" in line)
        self.assertTrue(pathlib.Path(installed.PREFIX, dropped_into.lstrip("/")).is_dir())


if __name__ == "__main__":
    installed.main()
