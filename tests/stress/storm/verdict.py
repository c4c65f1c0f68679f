# SPDX-License-Identifier: Apache-2.0
"""The result of a storm: reports in the host's log, the ledger's books, and the figures."""
import pathlib
import re
import subprocess

# Lines of a sanitizer, of assert() and of std::terminate().
REPORTS = re.compile(r"(?:ERROR|WARNING|SUMMARY): \w+Sanitizer|runtime error:|"
                     r"Assertion .* failed|terminate called")
SHOWN = 60  # lines of a report
LAST_WORDS = 15  # lines about a machine that does not answer
FIGURES = ["sessions", "commands", "answers", "events", "replaced", "unloaded", "quits",
           "upstream deaths", "real QEMUs", "machine files", "orders", "ticks", "held answers",
           "witness answers", "witness p99 ms", "witness max ms"]


# The process that a report is about. A child that tries a broken plugin may die of it: its reports
# do not count.
PROCESS = re.compile(r"==(\d+)==ERROR|\(pid=(\d+)\)")


def reports(log, pid):
    """The sanitizers' reports of a process in a log, each with the lines that follow."""
    lines = log.splitlines()
    found, shown = [], 0
    for number, text in enumerate(lines):
        process = PROCESS.search(text)
        if process and str(pid) not in process.groups():
            shown = number + SHOWN
        elif number >= shown and REPORTS.search(text):
            shown = number + SHOWN
            found.append("\n".join(lines[max(number - 1, 0):shown]))
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


def line(figures, log, seed, seconds):
    """The figures in one line."""
    counted = dict(figures, replaced=log.count("is replaced by"),
                   unloaded=log.count("is unloaded"))
    shown = ", ".join(f"{name} {counted.get(name, 0)}" for name in FIGURES)
    return f"storm of {seconds:.0f} s, seed {seed}: {shown}"
