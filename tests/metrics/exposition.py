# SPDX-License-Identifier: Apache-2.0
"""A strict reader of Prometheus' text format 0.0.4: what it lets pass, every scraper understands."""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
HELP = re.compile(rf"# HELP ({NAME}) (\S.*)")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge)")
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (-?[0-9]+(?:\.[0-9]+)?)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(?:,|$)')
ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}

# Prometheus' own rules for names: base units, and what is no unit at the end.
FORBIDDEN = re.compile(r"_(ms|milliseconds|minutes|hours|days|kb|mb|kilobytes|percent)(_|$)")


class Family:
    def __init__(self, name, kind):
        self.name = name
        self.kind = kind
        self.samples = {}  # sorted pairs of labels -> value


def labels_of(text):
    found, at = [], 0
    while at < len(text):
        label = LABEL.match(text, at)
        if not label:
            raise ValueError(f"no label at '{text[at:]}'")
        value = re.sub(r"\\.", lambda escape: ESCAPES[escape.group()], label.group(2))
        found.append((label.group(1), value))
        at = label.end()
    if len({name for name, _ in found}) != len(found):
        raise ValueError(f"a label stands twice in '{text}'")
    return tuple(sorted(found))


def families_of(text):
    """Name -> Family. Raises ValueError naming what a scraper might not take."""
    if not text.endswith("\n"):
        raise ValueError("the last line does not end")
    families, help_of, current = {}, None, None
    for line in text[:-1].split("\n"):
        if match := HELP.fullmatch(line):
            help_of = match.group(1)
        elif match := TYPE.fullmatch(line):
            name, kind = match.groups()
            if name != help_of or name in families:
                raise ValueError(f"{name}: its TYPE does not follow its only HELP")
            if (kind == "counter") != name.endswith("_total") or FORBIDDEN.search(name):
                raise ValueError(f"{name}: no name for a {kind}")
            current = families[name] = Family(name, kind)
        elif match := SAMPLE.fullmatch(line):
            if current is None or match.group(1) != current.name:
                raise ValueError(f"'{line}' is not in its family")
            labels = labels_of(match.group(2) or "")
            if labels in current.samples:
                raise ValueError(f"'{line}' stands twice")
            current.samples[labels] = float(match.group(3))
        else:
            raise ValueError(f"'{line}' is no line of the format")
    return families
