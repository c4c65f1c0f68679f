# SPDX-License-Identifier: Apache-2.0
"""What is true of each file: its length, its name, its licence, and that it knows no machine."""
import pathlib
import re
import unittest

import outcome
import tree

MOST_LINES = 400
# Longer for a reason that is given here.
LONG = {}

VAGUE = {"util", "utils", "common", "misc", "helper", "helpers", "manager", "impl", "details"}
LICENCE = "SPDX-License-Identifier: Apache-2.0"

# Split, so that this file does not find itself.
HOSTS = ["registry." + "npmjs.org", "proxy." + "golang.org", "pypi" + ".org",
         "deb." + "debian.org", "security." + "debian.org", "index." + "crates.io"]


def words(name):
    """'HttpManager_impl.cpp' -> http, manager, impl, cpp"""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)}


def vague_names(path, text_lines):
    found = [f"{path}: '{part}' says nothing" for part in path.parts if words(part) & VAGUE]
    for number, line in enumerate(text_lines, 1):
        named = re.match(r"\s*(?:class|struct|enum class|enum|namespace)\s+(\w+)", line)
        if named and words(named.group(1)) & VAGUE:
            found.append(f"{path}:{number}: '{named.group(1)}' says nothing")
    return found


def lacks_licence(text_lines):
    first = text_lines[1:2] if text_lines[:1] and text_lines[0].startswith("#!") else text_lines[:1]
    return not first or LICENCE not in first[0]


def machine_words(text_lines, root):
    return [(number, word) for number, line in enumerate(text_lines, 1)
            for word in [str(root) + "/", *HOSTS] if word in line]


def tracked_text():
    return [path for path in tree.paths()
            if not tree.is_golden(path) and b"\0" not in (tree.ROOT / path).read_bytes()[:4096]]


class FilesTest(unittest.TestCase):
    def report(self, found):
        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_no_source_file_is_too_long(self):
        self.report([f"{path}: {len(tree.lines(path))} lines; it wants splitting above {MOST_LINES}"
                     for path in tree.paths()
                     if (path.suffix in tree.SOURCES or tree.is_script(path))
                     and not tree.is_golden(path) and str(path) not in LONG
                     and len(tree.lines(path)) > MOST_LINES])

    def test_every_name_says_something(self):
        self.report([fault for path in tree.paths() if not tree.is_golden(path)
                     for fault in vague_names(path, tree.lines(path)
                                              if path.suffix in tree.SOURCES else [])])

    def test_every_source_file_names_its_licence(self):
        self.report([f"{path}: its first line does not say {LICENCE}" for path in tree.paths()
                     if (path.suffix in tree.SOURCES or tree.is_script(path))
                     and not tree.is_golden(path) and lacks_licence(tree.lines(path))])

    def test_no_file_names_a_machine(self):
        self.report([f"{path}:{number}: names {word}" for path in tracked_text()
                     for number, word in machine_words(tree.lines(path), tree.ROOT)])

    def test_few_units_of_the_command_line_compile_cli11(self):
        """Its headers take several seconds in each unit; subcommands use cli/command.hpp."""
        found = [str(path) for path in tree.paths() if path.parts[0] == "cli"
                 and any("<CLI/" in line for line in tree.lines(path))]
        self.assertLessEqual(len(found), 3, found)


class FilesTestItself(unittest.TestCase):
    def test_vague_names_are_found(self):
        self.assertEqual(1, len(vague_names(pathlib.PurePosixPath("host/session_manager.cpp"), [])))
        self.assertEqual(1, len(vague_names(pathlib.PurePosixPath("common/x.cpp"), [])))
        self.assertEqual(1, len(vague_names(pathlib.PurePosixPath("a.hpp"), ["struct TapImpl {"])))
        self.assertEqual([], vague_names(pathlib.PurePosixPath("simple/utility.cpp"),
                                         ["class Utility {"]))

    def test_a_missing_licence_is_found(self):
        self.assertTrue(lacks_licence([]))
        self.assertTrue(lacks_licence(["#pragma once", "// " + LICENCE]))
        self.assertFalse(lacks_licence(["// " + LICENCE]))
        self.assertFalse(lacks_licence(["#!/bin/sh", "# " + LICENCE]))

    def test_a_path_of_this_machine_is_found(self):
        self.assertEqual([(2, "/here/box/")],
                         machine_words(["", "see /here/box/host"], pathlib.Path("/here/box")))
        self.assertEqual([(1, HOSTS[0])], machine_words(["at " + HOSTS[0]], pathlib.Path("/here")))


if __name__ == "__main__":
    outcome.main()
