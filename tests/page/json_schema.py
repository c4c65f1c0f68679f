# SPDX-License-Identifier: Apache-2.0
"""As much of JSON Schema as docs/*.schema.json use; a word that is not understood is an error."""
import re

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
SAID = {"$schema", "title", "description", "$defs"}


def faults(value, schema, root, place="$"):
    """What of `value` is not as `schema` says, each with its place."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from faults(value, root["$defs"][name], root, place)
    for word, its in schema.items():
        if word in SAID or word == "$ref":
            continue
        if word not in CHECKS:
            raise ValueError(f"'{word}' is not understood")
        yield from CHECKS[word](value, its, schema, root, place)


def check_type(value, its, schema, root, place):
    names = [its] if isinstance(its, str) else its
    if not isinstance(value, tuple(TYPES[name] for name in names)) or isinstance(value, bool):
        yield f"{place}: {value!r} is no {its}"


def check_properties(value, its, schema, root, place):
    for name in value.keys() & its.keys():
        yield from faults(value[name], its[name], root, f"{place}.{name}")


def check_items(value, its, schema, root, place):
    for number, each in enumerate(value):
        yield from faults(each, its, root, f"{place}[{number}]")


def check_one_of(value, its, schema, root, place):
    fitting = [each for each in its if not list(faults(value, each, root, place))]
    if len(fitting) != 1:
        yield f"{place}: fits {len(fitting)} of {its}"


CHECKS = {
    "type": check_type,
    "properties": check_properties,
    "items": check_items,
    "oneOf": check_one_of,
    "required": lambda value, its, schema, root, place: (
        f"{place}: '{name}' is missing" for name in its if name not in value),
    "additionalProperties": lambda value, its, schema, root, place: (
        f"{place}: '{name}' is unknown" for name in value if name not in schema.get("properties", {})),
    "const": lambda value, its, schema, root, place: [] if value == its else [f"{place}: {value!r}, not {its!r}"],
    "enum": lambda value, its, schema, root, place: [] if value in its else [f"{place}: {value!r} is none of {its}"],
    "pattern": lambda value, its, schema, root, place: (
        [] if not isinstance(value, str) or re.search(its, value) else [f"{place}: {value!r} is not like {its}"]),
    "minimum": lambda value, its, schema, root, place: [] if not isinstance(value, int) or value >= its else [f"{place}: {value} is below {its}"],
}
