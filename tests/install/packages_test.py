# SPDX-License-Identifier: Apache-2.0
"""The packages for Debian: what they hold and need, and that what they hold works.

Arguments are cpack, the build directory and the examples' sources."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import outcome

EXAMPLES, BUILD, CPACK = (pathlib.Path(sys.argv.pop()) for _ in range(3))


def said_by(*command, **more):
    return subprocess.run(command, check=True, text=True, capture_output=True, timeout=300,
                          **more).stdout


@unittest.skipUnless(all(map(shutil.which, ("dpkg-deb", "dpkg-shlibdeps"))),
                     "dpkg-deb or dpkg-shlibdeps is not installed")
class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="signalbox-")
        cls.addClassCleanup(directory.cleanup)
        cls.home = pathlib.Path(directory.name)
        said_by(CPACK, "--config", BUILD / "CPackConfig.cmake", "-B", cls.home)
        cls.files = {said_by("dpkg-deb", "-f", file, "Package").strip(): file
                     for file in cls.home.glob("*.deb")}
        cls.root = cls.home / "root"
        for file in cls.files.values():
            said_by("dpkg-deb", "-x", file, cls.root)

    def field(self, package, name):
        return said_by("dpkg-deb", "-f", self.files[package], name).strip()

    def names(self, package):
        lines = said_by("dpkg-deb", "-c", self.files[package]).splitlines()
        return {line.split()[5] for line in lines if not line.startswith("d")}

    def test_are_three_with_nothing_in_two_of_them(self):
        self.assertEqual({"signalbox", "signalbox-dev", "libqmp0"}, set(self.files))
        names = [name for package in self.files for name in self.names(package)]
        self.assertEqual(len(names), len(set(names)))

    def test_need_each_other_in_this_version(self):
        version = self.field("signalbox", "Version")

        self.assertIn(f"libqmp0 (= {version})", self.field("signalbox-dev", "Depends"))
        self.assertRegex(self.field("signalbox", "Depends"), "libc6 .*libsqlite3-0")
        self.assertNotIn("signalbox", self.field("libqmp0", "Depends"))

    def test_configuration_is_the_administrators(self):
        control = self.home / "control"
        said_by("dpkg-deb", "-e", self.files["signalbox"], control)

        conffiles = (control / "conffiles").read_text(encoding="ascii").split()
        self.assertEqual(["/etc/signalbox/signalbox.info"], conffiles)
        self.assertIn("./etc/signalbox/signalbox.info", self.names("signalbox"))
        for script in ("postinst", "prerm"):
            self.assertEqual("", said_by("sh", control / script, "abort-upgrade"))

    def test_nothing_others_may_write_to(self):
        listed = "".join(said_by("dpkg-deb", "-c", file) for file in self.files.values())
        self.assertIn("./var/lib/signalbox/plugins/", listed)
        for line in listed.splitlines():
            mode = line.split()[0]
            self.assertIn("root/root", line)
            self.assertTrue(mode.startswith("l") or mode[5] + mode[8] == "--", line)

    def test_an_example_is_built_and_passes_the_check_with_what_they_hold(self):
        programs = self.root / "usr/bin"
        build = self.home / "doorbell"
        said_by("cmake", "-G", "Ninja", "-S", EXAMPLES / "plugins/doorbell", "-B", build,
                f"-DCMAKE_PREFIX_PATH={self.root / 'usr'}")
        said_by("cmake", "--build", build)

        checked = said_by(programs / "signalbox", "plugin", "check", build / "plugins/doorbell.so")

        self.assertIn("accessor doorbell-event, event DOORBELL_EVENT", checked)
        self.assertRegex(said_by(programs / "signalboxd", "--version"), "^signalboxd ")


if __name__ == "__main__":
    outcome.main()
