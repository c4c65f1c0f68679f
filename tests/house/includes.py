# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: docs/architecture.md's table, and a check of every #include against it."""
import pathlib
import re

# A folder may always include itself, and its own generated headers. "generated" stands for what
# qmpc makes of a plugin's schema, "listen" for the one generated header that is for others.
MAY_INCLUDE = {
    "sdk": [],
    "wire": [],
    "schema": ["wire"],
    "migrations": [],
    "plugins": ["sdk"],
    "plugins/qemu": ["sdk", "wire"],
    "plugins/replay": ["sdk", "wire"],
    "host": ["sdk", "wire"],
    "host/main.cpp": ["compat", "page", "sdk", "wire"],
    "compat": ["host", "wire", "migrations"],
    "page": ["compat", "host"],
    "client": ["wire"],
    "cli": ["client", "compat", "page", "schema", "sdk", "wire"],
    # It lists the steps that a ledger lacks.
    "cli/ledger_migrate.cpp": ["compat", "migrations"],
    # They examine a plugin by the code that loads it.
    "cli/examination.cpp": ["host", "sdk", "wire"],
    "cli/plugin_trial.cpp": ["host", "schema", "sdk", "wire"],
    "generated": ["sdk", "wire"],
    "generated client": ["client", "wire"],
}
# They stand on top of the house: nothing may include them, and they may include anything.
FREE = {"tests", "bench", "examples"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
RAW_STRING = re.compile(r'R"(\w*)\(.*?\)\1"', re.DOTALL)
GENERATED = re.compile(r"(\w+)/(lib)?qmp_\w+\.(h|hpp)$")


def layer_of(path):
    """The row of MAY_INCLUDE for a file, or None where anything goes."""
    top = path.parts[0]
    if top in FREE:
        return None
    if top == "generated":
        return "generated client" if path.name.startswith("libqmp_") else "generated"
    for row in (str(path), "/".join(path.parts[:2]), top):
        if row in MAY_INCLUDE:
            return row
    return None


def owner_of(path):
    """Whose generated headers a file may include: 'block' for plugins/block and generated/block."""
    if path.parts[0] in ("plugins", "generated") and len(path.parts) > 2:
        return path.parts[1]
    return path.parts[0]


def target_of(name):
    """The folder that an include names: 'host', 'generated', 'listen' …; None: not ours."""
    path = pathlib.PurePosixPath(name)
    top = path.parts[0]
    if top == "signalbox":
        return "sdk"
    generated = GENERATED.match(name)
    if generated and generated.group(1) not in MAY_INCLUDE:
        return "listen" if path.stem == "qmp_listen" else "generated"
    return top if top in MAY_INCLUDE or top in FREE else None


def fault(path, quote, name):
    """What is wrong with `#include name` in the file `path`: a sentence, or None."""
    layer = layer_of(path)
    if layer is None:
        return None
    target = target_of(name)
    if target is None:
        return f'"{name}" is not spelled from the repository root' if quote == '"' else None
    owner = name.split("/")[0]
    own_folder = layer.split("/")[0].split(" ")[0]
    if GENERATED.match(name) and owner == owner_of(path):  # what qmpc made for this very part
        return None
    if target == own_folder and (target != "plugins" or name.split("/")[1] == owner_of(path)):
        if target != "generated":
            return None
    if target == "listen" and own_folder == "plugins":
        return None
    allowed = MAY_INCLUDE[layer]
    if target in allowed:
        return None
    return (f"{layer}/ may not include {target}/ ({name}); "
            f"allowed: {', '.join(allowed) if allowed else 'nothing of ours'}")


def faults(path, text_lines):
    """file:line: sentence, for each forbidden include of one file; raw strings are no code."""
    found = []
    text = RAW_STRING.sub(lambda raw: "\n" * raw.group().count("\n"), "\n".join(text_lines))
    for number, line in enumerate(text.split("\n"), 1):
        match = INCLUDE.match(line)
        if match:
            sentence = fault(path, match.group(1), match.group(2))
            if sentence:
                found.append(f"{path}:{number}: {sentence}")
    return found
