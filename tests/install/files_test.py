# SPDX-License-Identifier: Apache-2.0
"""What is installed, and that it may be moved."""
import pathlib
import re
import subprocess
import unittest

import installed

EXPECTED = """
bin/qmpc bin/signalbox bin/signalboxd
etc/signalbox/signalbox.info
include/signalbox/client/libqmp.h include/signalbox/plugin.h include/signalbox/wire/codec.h
lib/cmake/Signalbox/SignalboxConfig.cmake
lib/signalbox/plugins/block.so lib/signalbox/plugins/legacy.so
lib/systemd/system/signalbox.service lib/systemd/system/signalbox.socket
share/bash-completion/completions/signalbox
share/fish/vendor_completions.d/signalbox.fish share/zsh/site-functions/_signalbox
share/man/man1/qmpc.1 share/man/man1/signalbox.1 share/man/man8/signalboxd.8
share/signalbox/schemas/block/qmp-schema.json
var/lib/signalbox/plugins
""".split()


# What each page is about.
PAGES = {
    "man1/qmpc.1": ["qmpc"],
    "man1/signalbox.1": ["signalbox"] + ["signalbox " + each for each in (
        "call", "watch", "shell", "plugin new", "plugin check", "plugin list", "plugin load",
        "plugin unload", "schema check", "schema diff")],
    "man8/signalboxd.8": ["signalboxd"],
}

C = ["gcc", "-std=c11", "-xc"]
CXX = ["g++", "-std=c++20", "-xc++"]


def words_of(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout


class Files(unittest.TestCase):
    def test_everything_has_its_place(self):
        absent = [name for name in EXPECTED if not (installed.PREFIX / name).exists()]

        self.assertEqual([], absent)

    def test_no_text_names_the_place_of_the_build_or_of_the_prefix(self):
        texts = [path for ending in ("*.cmake", "*.pc", "*.service", "*.info", "*.h")
                 for path in installed.PREFIX.rglob(ending)]
        tree = str(pathlib.Path(__file__).parents[2])

        self.assertGreater(len(texts), 10)
        self.assertEqual([], [path for path in texts if tree in path.read_text(encoding="utf-8")])

    def test_each_header_stands_alone(self):
        include = installed.PREFIX / "include"
        for header in sorted(include.rglob("*.h*")):
            compiler = CXX if header.suffix == ".hpp" else C
            with self.subTest(header=header):
                subprocess.run([*compiler, "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
                                "-I", include, "-I", include / "signalbox",
                                "-include", header, "/dev/null"], check=True)

    def test_programs_run_from_there(self):
        for name in ("qmpc", "signalbox", "signalboxd"):
            self.assertRegex(words_of(installed.PREFIX / "bin" / name, "--version"),
                             rf"^{name} \d+\.\d+\.\d+")

    def test_the_example_configuration_can_be_used(self):
        shipped = installed.PREFIX / "share/doc/signalbox/signalbox.info"
        for file in (installed.PREFIX / "etc/signalbox/signalbox.info", shipped):
            subprocess.run([installed.PREFIX / "bin/signalboxd", "--check-config", "--config", file],
                           check=True)

    def test_each_option_is_in_the_manual(self):
        for page, commands in PAGES.items():
            manual = (installed.PREFIX / "share/man" / page).read_text(encoding="utf-8")
            manual = manual.replace("\\-", "-")
            for command in commands:
                program, *words = command.split()
                shown = words_of(installed.PREFIX / "bin" / program, *words, "--help")
                options = set(re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", shown.split("\nUsage:")[1]))
                for option in options - {"--help-all"}:
                    with self.subTest(page=page, command=command, option=option):
                        self.assertRegex(manual, rf"{option}(?![\w-])")


if __name__ == "__main__":
    installed.main()
