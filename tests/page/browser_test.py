#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ledger's page in a real browser: that it shows, fits, can be narrowed, printed, and is quick.

usage: browser_test.py SIGNALBOX [unittest arguments]
"""
import os
import re
import sys
import tempfile
import unittest

import browser
import made_ledger
import outcome
import page_test

# 500 clients for 400 days take a minute to make and show.
LARGE = bool(os.environ.get("SIGNALBOX_LARGE_PAGE"))

# The parts of the clients are made when there is time, or when the page is printed.
ALL = "dispatchEvent(new Event('beforeprint'));"
LUMINANCE = ALL + """
  var light = function (colour) {
    var parts = colour.match(/[\\d.]+/g).slice(0, 3).map(function (part) {
      part /= 255; return part <= .03928 ? part / 12.92 : Math.pow((part + .055) / 1.055, 2.4); });
    return .2126 * parts[0] + .7152 * parts[1] + .0722 * parts[2]; };
  var contrast = function (one, other) {
    var a = light(one), b = light(other); return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); };
  var paper = getComputedStyle(document.body).backgroundColor;
  var worst = 99;
  document.querySelectorAll('h1, h2, h3, p, td, th, a, summary, dt, dd, .badge, .legend li').forEach(function (each) {
    if (each.closest('.skip')) return;
    worst = Math.min(worst, contrast(getComputedStyle(each).color, paper)); });
"""


@unittest.skipUnless(browser.CHROMIUM, "chromium is not installed")
class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        file = os.path.join(folder.name, "ledger.db")
        made_ledger.make(file, *((500, 400) if LARGE else (24, 60)))
        cls.text = page_test.report(file, "--names")

    def test_it_is_shown_without_an_error_and_if_large_within_two_seconds(self):
        text = self.text.replace("<head>", "<head><script>var faults = []; addEventListener('error', function (e) {"
                                           "faults.push(String(e.message)); });</script>")
        found = browser.probe(text, "return {faults: faults, loaded: performance.getEntriesByType('navigation')[0]"
                                    ".loadEventStart, sections: document.querySelectorAll('main > section').length};")
        self.assertEqual(found["faults"], [])
        self.assertEqual(found["sections"], 6)
        print(f"loaded after {found['loaded']:.0f} ms")
        if LARGE:
            self.assertLess(found["loaded"], 2000)

    def test_it_never_scrolls_sideways_as_a_whole(self):
        for width in (500, 1280, 1920):
            self.assertLessEqual(browser.probe(
                self.text, ALL + "return document.documentElement.scrollWidth - innerWidth;", width), 0, width)

    def test_the_clients_can_be_narrowed(self):
        script = """
          var find = document.querySelector('.find'), text = find.querySelector('[type=search]');
          var shown = function () { return Array.prototype.filter.call(
            document.querySelectorAll('.heat tbody tr'), function (row) { return !row.hidden; }).length; };
          var all = shown();
          text.value = 'VM-WATCH'; text.dispatchEvent(new Event('input'));
          var some = shown(), said = find.querySelector('output').textContent;
          text.value = ''; find.querySelector('[type=checkbox]').click();
          return {hidden: find.hidden, all: all, some: some, said: said, blocking: shown()};"""
        found = browser.probe(self.text, script)
        clients = 500 if LARGE else 24
        some = sum(made_ledger.PROGRAMS[n % len(made_ledger.PROGRAMS)] == "vm-watch" for n in range(1, clients + 1))
        self.assertEqual({**found, "blocking": 0},
                         {"hidden": False, "all": clients, "some": some, "said": f"{some} shown", "blocking": 0})
        self.assertEqual(found["blocking"], self.text.count(" data-blocks>") // 2)

    def test_each_client_has_its_part(self):
        found = browser.probe(self.text, ALL + """
          var has = function (client) { return client.querySelector('dl') && client.querySelector('.up'); };
          var clients = Array.prototype.slice.call(document.querySelectorAll('.client'));
          return {whole: clients.filter(has).length, texts: document.querySelectorAll('noscript').length};""")
        self.assertEqual(found, {"whole": 500 if LARGE else 24, "texts": 0})

    def test_a_link_leads_to_a_clients_part_at_once(self):
        found = browser.probe(self.text, """
          location.hash = '#c7'; dispatchEvent(new Event('hashchange'));
          return document.querySelector('#c7 dl') !== null;""")
        self.assertTrue(found)

    def test_every_part_can_be_reached_by_keyboard(self):
        found = browser.probe(self.text, ALL + """
          document.querySelectorAll('.tall').forEach(function (box) { box.style.contentVisibility = 'visible'; });
          var boxes = Array.prototype.filter.call(document.querySelectorAll('.scroll'), function (box) {
            return box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY === 'auto'
              && box.clientHeight > 0; });
          return {boxes: boxes.length, mute: boxes.filter(function (box) { return box.tabIndex < 0; }).length};""")
        self.assertGreater(found["boxes"], 0)
        self.assertEqual(found["mute"], 0)

    def test_text_can_be_read_in_the_light_and_in_the_dark(self):
        for flags in ([], ["--blink-settings=preferredColorScheme=0"]):
            found = browser.probe(self.text, LUMINANCE + "return {worst: worst, paper: paper};", 1280, *flags)
            self.assertGreaterEqual(found["worst"], 4.5, found)
            self.assertEqual(found["paper"] == "rgb(255, 255, 255)", not flags)

    def test_it_prints_on_several_pages(self):
        with tempfile.TemporaryDirectory() as folder:
            page, paper = os.path.join(folder, "page.html"), os.path.join(folder, "page.pdf")
            with open(page, "w", encoding="utf-8") as file:
                file.write(self.text)
            browser.run(page, f"--print-to-pdf={paper}")
            with open(paper, "rb") as file:
                self.assertGreater(len(re.findall(rb"/Type\s*/Page\b", file.read())), 4)


if __name__ == "__main__":
    page_test.SIGNALBOX = os.path.abspath(sys.argv.pop(1))
    outcome.main()
