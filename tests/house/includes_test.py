# SPDX-License-Identifier: Apache-2.0
"""The dependency rule holds. Argument 1, if given: the build's folder of generated code."""
import pathlib
import sys
import unittest

import includes
import outcome
import tree

GENERATED = None


def check(path, line):
    return includes.faults(pathlib.PurePosixPath(path), [line])


class IncludesTest(unittest.TestCase):
    def test_no_source_file_crosses_the_table(self):
        found = [fault for path in tree.sources() for fault in includes.faults(path, tree.lines(path))]

        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_no_generated_file_crosses_the_table(self):
        if GENERATED is None:
            self.skipTest("no build's folder of generated code is given")
        self.assertTrue(GENERATED.is_dir(), f"{GENERATED}: no such folder; build first")
        found = []
        for file in sorted(GENERATED.rglob("*")):
            if file.suffix in tree.SOURCES:
                path = pathlib.PurePosixPath("generated", file.relative_to(GENERATED).as_posix())
                found += includes.faults(path, file.read_text().splitlines())

        self.assertEqual([], found, "\n" + "\n".join(found))

    def test_a_forbidden_edge_is_found_with_its_place_and_what_is_allowed(self):
        found = includes.faults(pathlib.PurePosixPath("sdk/signalbox/signal.hpp"),
                                ["#pragma once", '#include "host/session.hpp"'])

        self.assertEqual(["sdk/signalbox/signal.hpp:2: sdk/ may not include host/ (host/session.hpp); "
                          "allowed: nothing of ours"], found)

    def test_a_raw_string_is_no_code_and_keeps_its_lines(self):
        found = includes.faults(pathlib.PurePosixPath("schema/output.cpp"),
                                ['const char* text = R"(', '#include "host/tap.hpp"', ')";',
                                 '#include "host/tap.hpp"'])

        self.assertEqual(1, len(found))
        self.assertIn("schema/output.cpp:4: ", found[0])

    def test_each_forbidden_edge_is_found(self):
        for path, line in [
                ("wire/reader.cpp", '#include "signalbox/error.h"'),
                ("wire/reader.cpp", "#include <signalbox/error.h>"),
                ("schema/parser.cpp", '#include "host/machine.hpp"'),
                ("plugins/block/device.cpp", '#include "wire/codec.h"'),
                ("plugins/block/device.cpp", '#include "legacy/qmp_events.h"'),
                ("plugins/block/device.cpp", '#include "plugins/legacy/machine.hpp"'),
                ("plugins/legacy/plugin.cpp", '#include "host/session.hpp"'),
                ("host/session.cpp", '#include "compat/ledger.hpp"'),
                ("host/session.cpp", '#  include "block/qmp_events.h"'),
                ("compat/ledger.cpp", '#include "client/libqmp.h"'),
                ("client/session.c", '#include "signalbox/error.h"'),
                ("client/session.c", '#include "host/session.hpp"'),
                ("cli/report.cpp", '#include "host/session.hpp"'),
                ("generated/block/qmp_events.c", '#include "host/session.hpp"'),
                ("generated/block/qmp_events.c", '#include "legacy/qmp_events.h"'),
                ("generated/block/qmp_events.c", '#include "client/libqmp.h"'),
                ("host/session.cpp", '#include "tests/host/machine.hpp"'),
                ("host/session.cpp", '#include "session.hpp"')]:
            with self.subTest(path=path, line=line):
                self.assertEqual(1, len(check(path, line)))

    def test_each_allowed_edge_passes(self):
        for path, line in [
                ("sdk/signalbox/signal.hpp", '#include "signalbox/error.h"'),
                ("schema/parser.cpp", '#include "wire/reader.hpp"'),
                ("plugins/block/device.cpp", '#include "plugins/block/device.hpp"'),
                ("plugins/block/device.cpp", '#include "block/qmp_events.hpp"'),
                ("plugins/legacy/plugin.cpp", '#include "block/qmp_listen.h"'),
                ("plugins/qemu/upstream.cpp", '#include "wire/reader.hpp"'),
                ("host/main.cpp", '#include "compat/ledger.hpp"'),
                ("host/session.cpp", "#include <vector>"),
                ("compat/ledger.cpp", '#include "host/observer.hpp"'),
                ("generated/block/libqmp_block.h", '#include "client/libqmp.h"'),
                ("tests/host/session_test.cpp", '#include "host/session.hpp"')]:
            with self.subTest(path=path, line=line):
                self.assertEqual([], check(path, line))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        GENERATED = pathlib.Path(sys.argv.pop(1))
    outcome.main()
