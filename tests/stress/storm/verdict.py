# SPDX-License-Identifier: Apache-2.0
"""The result of a storm: reports in the host's log, the ledger's books, and the figures."""
import pathlib
import re
import subprocess

# Lines of a sanitizer, of assert() and of std::terminate().
REPORTS = re.compile(r"(?:ERROR|WARNING): \w+Sanitizer|runtime error:|"
                     r"Assertion .* failed|terminate called")
SHOWN = 60  # lines of a report
LAST_WORDS = 15  # lines about a machine that does not answer
# The rows of the table, each with the name of its figure.
ROWS = {
    "seconds": "seconds",
    "clients": "sessions",
    "commands": "commands",
    "replies read": "answers",
    "events read": "events",
    "plugin replacements": "replaced",
    "of plugin qemu": "qemu replaced",
    "plugin removals": "unloaded",
    "directories replaced": "directories",
    "quits": "quits",
    "upstream deaths": "upstream deaths",
    "real QEMUs": "real QEMUs",
    "machine files": "machine files",
    "turns of the administrator": "orders",
    "signals SIGHUP": "SIGHUPs",
    "numbered events, checked": "ticks",
    "answers beside upstream deaths, checked": "answers of held",
    "answers beside replacements of qemu, checked": "answers of swapped",
    "answers on the quiet machine": "witness answers",
    "the longest of these, ms": "witness max ms",
    "SIGTERM to the end, ms": "end ms",
    "findings": "findings",
}

# The process that a report is about. A child that tries a broken plugin may die of it: its reports
# do not count.
PROCESS = re.compile(r"==(\d+)==ERROR|\(pid=(\d+)\)")


def reports(log, pid):
    """The sanitizers' reports of a process in a log, each with the lines that follow."""
    lines = log.splitlines()
    found = []
    for number, text in enumerate(lines):
        process = PROCESS.search(text)
        if REPORTS.search(text) and (process is None or str(pid) in process.groups()):
            found.append("\n".join(lines[max(number - 1, 0):number + SHOWN]))
    return found


def rotated_log(directory):
    """The text of the log's files in the order of their time."""
    files = sorted(pathlib.Path(directory).glob("host.log*"), key=lambda each: each.stat().st_mtime)
    return "".join(each.read_text(encoding="utf-8", errors="replace") for each in files)


def last_words(directory, machine):
    """The last lines of the log about a machine."""
    lines = [each for each in rotated_log(directory).splitlines() if f" {machine}: " in each]
    return "\n".join(lines[-LAST_WORDS:])


def fsck(signalbox, directory):
    """The output of `signalbox ledger fsck`; empty: the books balance."""
    done = subprocess.run([signalbox, "ledger", "fsck", "--ledger", "ledger.db"], cwd=directory,
                          capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"signalbox ledger fsck: {done.stdout}{done.stderr}"


def table(figures, log, findings):
    """The figures of a storm, a row each, as text. What the host did is counted in its log."""
    counted = {"replaced": log.count("is replaced by"), "unloaded": log.count("is unloaded"),
               "qemu replaced": log.count("'qemu' is replaced by"), "findings": findings, **figures}
    width = max(map(len, ROWS))
    return "\n".join(f"{title:<{width}} {counted.get(name, 0):>12,}"
                     for title, name in ROWS.items())
