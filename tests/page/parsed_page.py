# SPDX-License-Identifier: Apache-2.0
"""Reads a ledger's HTML page: its numbers with what they are about, and what a browser would trip over.

An element with data-n holds a number or a time, one with data-t a name, one with data-axis a mark of a
scale. Whose number it is, the data-* attributes of the elements around it say; in the heat map, the
column's heading.
"""
import calendar
import html.parser
import re
import time

VOID = {"br", "meta", "link", "input", "path", "rect", "circle", "hr"}
# HTML lets these end where the next begins.
OPTIONAL = {"th", "td", "tr", "li", "thead", "tbody", "p", "option", "dt", "dd"}
NOT_TEXT = {"script", "style", "title"}


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children = []
        self.texts = []

    def text(self):
        return "".join(each if isinstance(each, str) else each.text() for each in self.texts)

    def all(self, tag=None, **attributes):
        for child in self.children:
            if (tag is None or child.tag == tag) and all(
                    child.attributes.get(name.rstrip("_").replace("_", "-")) == value
                    for name, value in attributes.items()):
                yield child
            yield from child.all(tag, **attributes)

    def one(self, tag=None, **attributes):
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, (tag, attributes, len(found))
        return found[0]

    def lineage(self):
        element = self
        while element is not None:
            yield element
            element = element.parent


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("#root", {}, None)
        self.faults = []
        # A browser takes the stroke of <rect width=1/> for a part of the value, and the element stays open.
        self.faults += [f"{each}: a value runs into the end" for each in re.findall(r"=[^\s\"'<>]+/>", text)]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag in ("tr", "tbody", "li", "th", "td") and self.open.tag in OPTIONAL:
            self.end_optional(tag)
        element = Element(tag, dict(attributes), self.open)
        self.open.children.append(element)
        self.open.texts.append(element)
        if len(dict(attributes)) != len(attributes):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag not in VOID:
            self.open = element

    def end_optional(self, tag):
        ends = {"th": {"th", "td"}, "td": {"th", "td"}, "tr": {"tr", "th", "td"}, "li": {"li"},
                "tbody": {"thead", "tr", "th", "td"}}[tag]
        while self.open.tag in ends:
            self.open = self.open.parent

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open = self.open.parent

    def handle_endtag(self, tag):
        while self.open.tag != tag and self.open.tag in OPTIONAL:
            self.open = self.open.parent
        if self.open.tag != tag:
            self.faults.append(f"</{tag}> inside <{self.open.tag}>")
            return
        self.open = self.open.parent

    def handle_data(self, data):
        self.open.texts.append(data)

    def section(self, name):
        return self.root.one(id=name)

    def stray_digits(self):
        """Digits that no element vouches for: nobody would check them."""
        def visit(element):
            if element.tag in NOT_TEXT or {"data-n", "data-t", "data-axis"} & set(element.attributes):
                return
            for each in element.texts:
                if isinstance(each, Element):
                    yield from visit(each)
                elif any(character.isdigit() for character in each):
                    yield each.strip()
        return list(visit(self.root))


def value_of(element):
    """A count, or since 1970 seconds, to the minute, or days."""
    text = element.text().lstrip("U?NS")  # in the heat map behind a letter
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", text):
        return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M"))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return calendar.timegm(time.strptime(text, "%Y-%m-%d")) // 86_400
    return int(text.replace("\u2009", ""))


def numbers_of(section, columns=()):
    """{(what, {about}): value}, with `about` as sorted pairs; each may stand there only once."""
    numbers = {}
    for element in section.all():
        if "data-n" not in element.attributes:
            continue
        about = {}
        for each in element.lineage():
            for name, value in each.attributes.items():
                if name.startswith("data-") and name not in ("data-n", "data-t", "data-blocks"):
                    about.setdefault(name[5:], value)
            if columns and each.tag == "td" and each.parent.tag == "tr":
                about["event"] = columns[each.parent.children.index(each)]
        key = (element.attributes["data-n"], tuple(sorted(about.items())))
        assert key not in numbers, f"{key} stands twice"
        numbers[key] = value_of(element)
    return numbers
