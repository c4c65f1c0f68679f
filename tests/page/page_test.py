#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTML page of a ledger: each number on it is what SQL says, and it needs nothing but itself.

usage: page_test.py SIGNALBOX [unittest arguments]
"""
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import made_ledger
import outcome
from oracle import DAY, ORDER, Oracle
from parsed_page import Page, numbers_of, value_of

SIGNALBOX = None
CLIENTS, DAYS = map(int, os.environ.get("SIGNALBOX_PAGE_LEDGER", "24 60").split())
TIMES = {"at", "evidence-at", "first", "first-seen", "last-delivered", "last-seen"}  # to the minute
HOSTILE = "<script>alert(1)</script>&\"'\x1b[31m"


def report(file, *words):
    done = subprocess.run([SIGNALBOX, "ledger", "report", "--ledger", file, "--format", "html", *words],
                          text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


class MadePage(unittest.TestCase):
    WORDS = ["--names"]

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.file = os.path.join(folder.name, "ledger.db")
        made_ledger.make(cls.file, CLIENTS, DAYS)
        cls.text = report(cls.file, *cls.WORDS)
        cls.page = Page(cls.text)
        cls.database = sqlite3.connect(f"file:{cls.file}?mode=ro", uri=True)
        cls.addClassCleanup(cls.database.close)
        now = value_of(next(each for each in cls.page.root.all("time") if each.attributes["data-n"] == "now"))
        cls.oracle = Oracle(cls.database, now)


class Numbers(MadePage):
    maxDiff = 2000

    def same(self, section, expected, columns=()):
        self.assertTrue(expected)
        expected = {(what, about): value - value % 60 if what in TIMES else value
                    for (what, about), value in expected.items()}
        found = numbers_of(self.page.section(section), columns)
        wrong = {key: (found.get(key), expected.get(key)) for key in found.keys() | expected.keys()
                 if found.get(key) != expected.get(key)}
        self.assertEqual(wrong, {}, "(on the page, by SQL)")

    def test_no_number_stands_there_that_nobody_checks(self):
        self.assertEqual(self.page.stray_digits(), [])

    def test_verdicts(self):
        expected = self.oracle.numbers(
            "emitted", ["item"], "SELECT item.id, coalesce(sum(emissions), 0) FROM item LEFT JOIN emission_day "
            "ON event = name GROUP BY item.id")
        pairs = self.oracle.by_pair()
        for item, in self.oracle.rows("SELECT id FROM item"):
            for need in ORDER[1:]:
                count = sum(1 for (_, its), each in pairs.items() if its == item and each == need)
                expected[f"{need}-clients", (("item", str(item)),)] = count
        self.same("verdicts", expected)

    def test_summary(self):
        badges = [each.text() for each in self.page.section("verdicts").all("span") if
                  "badge" in each.attributes.get("class", "")]
        expected = {(f"{word}-items", ()): sum(each.startswith(word) for each in badges)
                    for word in ("in-use", "unproven", "unknown", "safe")}
        needs = self.oracle.by_pair()
        blocking = {client for (client, _), need in needs.items() if need in ("used", "unproven")}
        expected["blocking-clients", ()] = len(blocking)
        expected["clients", ()] = self.oracle.value("SELECT count(*) FROM client WHERE kind <> 'self'")
        self.same("summary", expected)
        days = [each.text() for each in self.page.root.all("time") if each.attributes["data-n"] == "first-day"]
        self.assertEqual(days, [self.oracle.value("SELECT date(min(created), 'unixepoch') FROM ledger")])

    def test_burn_down(self):
        self.same("burn-down", self.oracle.burn_down())

    def test_the_burn_down_is_drawn_as_its_table_says(self):
        svg = self.page.section("burn-down").one("svg", class_="chart")
        height, top, most = 220, 8, int(svg.attributes["data-most"])
        below = {}
        numbers = self.oracle.burn_down()
        for need in ("used", "unproven", "unused", "settled"):
            path = svg.one("path", class_=f"f-{need}").attributes["d"]
            heights = [float(each) for each in re.findall(r"[ML][\d.]+ ([\d.]+)H", path)]
            half = heights[:self.oracle.today - self.oracle.first_day + 1]
            for day, at in enumerate(half, self.oracle.first_day):
                below[day] = below.get(day, 0) + numbers[f"{need}-pairs", (("day", str(day)),)]
                self.assertAlmostEqual(at, height - (height - top) * below[day] / most, delta=.01)

    def test_heat_map(self):
        head = self.page.section("heat").one("thead")
        columns = [each.attributes.get("data-event") for each in head.all("th")]
        self.same("heat", self.oracle.numbers(
            "delivered", ["client", "event"],
            "SELECT client, item.name, sum(delivered) FROM use JOIN build ON build.id = use.build "
            "JOIN item ON item.id = use.item GROUP BY client, item.name"), columns)

    def test_heat_map_letters(self):
        letters = {"used": "U", "unproven": "?", "unused": "N", "settled": "S"}
        events = dict(self.oracle.rows("SELECT id, name FROM item"))
        expected = {}
        for (client, item), need in self.oracle.by_pair().items():
            key = str(client), events[item]
            expected[key] = max(expected.get(key, "none"), need, key=ORDER.index)
        head = self.page.section("heat").one("thead")
        columns = [each.attributes.get("data-event") for each in head.all("th")]
        found = {}
        for row in self.page.section("heat").one("tbody").all("tr"):
            for column, cell in enumerate(row.children):
                for letter in cell.all("b"):
                    found[row.attributes["data-client"], columns[column]] = letter.text()
        self.assertEqual(found, {key: letters[need] for key, need in expected.items()})

    def test_coverage(self):
        found = numbers_of(self.page.section("coverage"))
        covered = {}
        for (what, about), value in found.items():
            about = dict(about)
            machine, first, last = (int(about[each]) for each in ("machine", "from", "to"))
            if what in ("from", "to"):
                self.assertEqual(value, int(about[what]))
                continue
            self.assertEqual(value, self.oracle.value(
                f"SELECT coalesce(sum({what}), 0) FROM coverage WHERE machine = ? AND day BETWEEN ? AND ?",
                machine, first, last), (what, about))
            covered.setdefault((machine, what), []).extend(range(first, last + 1))
        whole = list(range(self.oracle.first_day, self.oracle.today + 1))
        self.assertEqual(len(covered), 2 * made_ledger.MACHINES)
        for each in covered.values():
            self.assertEqual(each, whole)

    def test_coverage_calls_each_day_what_it_was(self):
        for row in self.page.section("coverage").one("tbody").all("tr"):
            machine, first, last = (int(row.attributes["data-" + each]) for each in ("machine", "from", "to"))
            state = row.children[3].text()
            for day in range(first, last + 1):
                gaps = self.oracle.value("SELECT count(*) FROM gap WHERE machine = ? AND ? BETWEEN began / 86400 "
                                         "AND coalesce(ended, ?) / 86400", machine, day, self.oracle.now)
                watched, degraded = (self.oracle.rows(
                    "SELECT watched, degraded FROM coverage WHERE machine = ? AND day = ?", machine, day) or [(0, 0)])[0]
                expected = ("gap" if gaps else "unwatched" if not watched else "degraded" if degraded
                            else "watched" if watched >= .95 * DAY else "partly")
                self.assertEqual(state, expected, (machine, day))

    def test_stages(self):
        self.same("stages", self.oracle.numbers("at", ["change"], "SELECT id, at FROM stage_change"))

    def test_clients(self):
        expected = {}
        for what, column in (("first-seen", "first_seen"), ("last-seen", "last_seen")):
            expected |= self.oracle.numbers(what, ["client"], f"SELECT id, {column} FROM client WHERE kind <> 'self'")
        expected |= self.oracle.numbers(
            "sessions", ["client"], "SELECT client.id, count(session.id) FROM client LEFT JOIN build ON client = "
            "client.id LEFT JOIN session ON session.build = build.id WHERE kind <> 'self' GROUP BY client.id")
        for what in ("due", "delivered", "filtered", "muted", "failed", "first", "last_delivered"):
            expected |= self.oracle.numbers(  # a kind of count that no use of a client has is left out
                what.replace("_", "-"), ["client", "use"],
                f"SELECT client, use.id, {what} FROM use JOIN build ON build.id = use.build WHERE client IN "
                f"(SELECT client FROM use JOIN build ON build.id = use.build WHERE {what} <> 0)")
        for (build, item), facts in self.oracle.facts.items():
            fact = self.oracle.decisive(build, item) or next(iter(facts), None)
            if fact is not None and self.oracle.needs[build, item] != "settled":
                about = {"client": self.oracle.clients[build], "build": build, "item": item}
                key = tuple(sorted((name, str(value)) for name, value in about.items()))
                expected["evidence-at", key] = fact.at
        self.same("clients", expected)

    def test_names_are_those_of_the_ledger(self):
        found = {each.attributes["data-client"]: each.one("h3").text() for each in
                 self.page.section("clients").children if each.tag == "section"}
        self.assertEqual(found, {str(client): name for client, name in self.oracle.rows(
            "SELECT id, name FROM client WHERE kind <> 'self'")})


class SomeDays(MadePage):
    WORDS = ["--names", "--days"]

    @classmethod
    def setUpClass(cls):
        # So that the last ten days of the made ledger are meant whenever the test runs.
        import time
        cls.WORDS = ["--names", "--days", str(int(time.time()) // DAY - made_ledger.NOW // DAY + 11)]
        super().setUpClass()
        cls.since = made_ledger.NOW // DAY - 10

    def test_counts_are_those_of_the_period(self):
        found = {about: value for (what, about), value in
                 numbers_of(self.page.section("clients")).items() if what == "delivered"}
        expected = {about: value for (_, about), value in self.oracle.numbers(
            "delivered", ["client", "use"],
            "SELECT client, use.id, (SELECT coalesce(sum(delivered), 0) FROM use_day WHERE use = use.id AND day >= ?1)"
            " FROM use JOIN build ON build.id = use.build JOIN client ON client.id = client "
            "WHERE use.last / 86400 >= ?1 AND client.last_seen / 86400 >= ?1", self.since).items()}
        self.assertTrue(expected)
        self.assertEqual(found, expected)

    def test_days_are_those_of_the_period(self):
        days = [value for (what, _), value in numbers_of(self.page.section("burn-down")).items() if what == "day"]
        self.assertEqual(days, list(range(self.since, self.oracle.today + 1)))


class Markup(MadePage):
    def test_it_is_well_formed(self):
        self.assertEqual(self.page.faults, [])
        self.assertEqual(self.page.open.tag, "#root")

    def test_it_needs_nothing_from_elsewhere(self):
        for element in self.page.root.all():
            for name in ("src", "srcset", "action", "data", "poster"):
                self.assertNotIn(name, element.attributes)
            self.assertTrue(element.attributes.get("href", "#").startswith("#"), element.attributes)
            self.assertNotIn(element.tag, ("link", "iframe", "object", "img"))
        style = self.page.root.one("style").text()
        self.assertNotRegex(style, r"@import|url\((?!#)")

    def test_every_link_leads_somewhere_and_every_id_is_one(self):
        ids = [each.attributes["id"] for each in self.page.root.all() if "id" in each.attributes]
        self.assertEqual(len(ids), len(set(ids)))
        links = {each.attributes["href"][1:] for each in self.page.root.all("a")}
        self.assertEqual(links - set(ids), set())

    def test_every_chart_has_a_name_and_a_table(self):
        charts = list(self.page.root.all("svg", class_="chart"))
        self.assertEqual(len(charts), 3)
        for chart in charts:
            self.assertEqual(chart.attributes["role"], "img")
            self.assertTrue(chart.attributes["aria-label"])
            section = next(each for each in chart.lineage() if each.tag == "section")
            self.assertTrue(list(section.one("details").all("table")))

    def test_what_needs_a_colour_has_a_letter_or_a_pattern(self):
        for cell in self.page.section("heat").one("tbody").all("td"):
            if cell.attributes.get("class"):
                self.assertTrue(cell.one("b").text())
        patterns = {each.attributes["id"] for each in self.page.root.all("pattern")}
        style = self.page.root.one("style").text()
        self.assertEqual(set(re.findall(r"url\(#([\w-]+)\)", style)), patterns)


class Pseudonyms(MadePage):
    WORDS = []

    def test_nobody_is_named(self):
        for column in ("name", "exe", "script", "unit", "user", "contact", "declared_name"):
            for word, in self.oracle.rows(f"SELECT DISTINCT {column} FROM client WHERE {column} <> ''"):
                self.assertFalse(word in self.text, (column, word))
        for table, column in (("evidence", "person"), ("evidence", "reason"), ("resolution", "person"),
                              ("resolution", "reason"), ("waiver", "owner"), ("waiver", "reason"),
                              ("stage_change", "person")):
            for word, in self.oracle.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
                self.assertFalse(word in self.text, (table, column, word))
        self.assertFalse(self.oracle.value("SELECT uuid FROM ledger") in self.text)

    def test_a_pseudonym_is_the_same_tomorrow_and_another_for_each(self):
        names = [each.one("h3").text() for each in self.page.section("clients").children if each.tag == "section"]
        self.assertEqual(len(set(names)), CLIENTS)
        self.assertTrue(all(re.fullmatch("client-[0-9a-f]{16}", each) for each in names))
        again = Page(report(self.file))
        self.assertEqual(names, [each.one("h3").text() for each in again.section("clients").children
                                 if each.tag == "section"])

    def test_another_ledger_has_others(self):
        with tempfile.TemporaryDirectory() as folder:
            other = os.path.join(folder, "other.db")
            pathlib.Path(other).write_bytes(pathlib.Path(self.file).read_bytes())
            database = sqlite3.connect(other)
            database.execute("UPDATE ledger SET uuid = '00000000-1d95-4162-a6e8-2ae863ba5500'")
            database.commit()
            database.close()
            names = set(re.findall("client-[0-9a-f]{16}", self.text))
            self.assertFalse(names & set(re.findall("client-[0-9a-f]{16}", report(other))))


class Hostile(unittest.TestCase):
    def test_a_client_that_chose_its_name_adds_no_markup(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "ledger.db")
            made_ledger.make(file, 5, 12)
            honest = Page(report(file, "--names"))
            database = sqlite3.connect(file)
            for table, column in (("client", "name"), ("client", "help"), ("client", "contact"), ("build", "version"),
                                  ("machine", "name"), ("evidence", "reason"), ("item", "successor"),
                                  ("evidence", "person"), ("resolution", "reason"), ("stage_change", "person")):
                database.execute(f"UPDATE {table} SET {column} = ? || {column} || rowid "
                                 f"WHERE {column} <> ''", (HOSTILE,))
            database.commit()
            database.close()
            text = report(file, "--names")
            page = Page(text)
            self.assertEqual([each.tag for each in page.root.all()], [each.tag for each in honest.root.all()])
            self.assertEqual(page.faults, [])
            self.assertFalse("\x1b" in text)
            self.assertTrue("&lt;script&gt;alert(1)" in text)


class Empty(unittest.TestCase):
    def test_a_ledger_in_which_nothing_happened_has_a_page(self):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "ledger.db")
            database = sqlite3.connect(file)
            made_ledger.migrate(database)
            if not database.execute("SELECT count(*) FROM ledger").fetchone()[0]:
                database.execute("INSERT INTO ledger (id, uuid, created) VALUES (1, ?, 0)", ("0" * 36,))
            database.commit()
            database.close()
            page = Page(report(file, "--days", "3"))
            self.assertEqual(page.faults, [])
            self.assertEqual(numbers_of(page.section("summary"))["clients", ()], 0)


if __name__ == "__main__":
    SIGNALBOX = os.path.abspath(sys.argv.pop(1))
    outcome.main()
