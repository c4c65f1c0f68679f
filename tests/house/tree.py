# SPDX-License-Identifier: Apache-2.0
"""The files of the checkout, for the tests that read all of them."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = {".c", ".h", ".cpp", ".hpp"}
SCRIPTS = {".py", ".sh", ".bash"}


def is_golden(path):
    """True for what a program wrote and a test compares with: its shape is that program's."""
    return "golden" in path.parts


def paths():
    """Every file that is, or would be, under version control, relative to the root."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True)
    if listed.returncode == 0:
        found = [pathlib.PurePosixPath(name.decode()) for name in listed.stdout.split(b"\0") if name]
    else:  # an unpacked archive
        found = [pathlib.PurePosixPath(path.relative_to(ROOT).as_posix()) for path in ROOT.rglob("*")
                 if path.relative_to(ROOT).parts[0] not in ("build", "out", ".git")]
    return sorted(path for path in found if (ROOT / path).is_file())


def sources():
    return [path for path in paths() if path.suffix in SOURCES and not is_golden(path)]


def lines(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines()


def is_script(path):
    if path.suffix in SCRIPTS:
        return True
    return path.suffix == "" and lines(path)[:1] != [] and lines(path)[0].startswith("#!")
