# SPDX-License-Identifier: Apache-2.0
"""No name of the SDK is another part's too: a host links both, and which one it got would be chance.

usage: symbols_test.py NM SDK_ARCHIVE ARCHIVE...
"""
import subprocess
import sys
import unittest

import outcome

NM, SDK, *OTHERS = sys.argv[1:]


def names_in(archive):
    """C++ names of ours that it defines, inline ones too."""
    listed = subprocess.run([NM, "--demangle", "--defined-only", archive], check=True, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    fields = (line.split(" ", 2) for line in listed.splitlines())
    return {each[2] for each in fields
            if len(each) == 3 and each[1] in "TVWDBR" and each[2].startswith("signalbox::")}


class Symbols(unittest.TestCase):
    def test_none_is_defined_in_the_sdk_and_elsewhere(self):
        ours = names_in(SDK)
        self.assertTrue(ours)
        for archive in OTHERS:
            with self.subTest(archive=archive):
                others = names_in(archive)
                self.assertTrue(others)
                self.assertEqual(set(), ours & others)


if __name__ == "__main__":
    outcome.main(argv=sys.argv[:1])
