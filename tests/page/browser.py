# SPDX-License-Identifier: Apache-2.0
"""A page in a real browser, Debian's chromium, without a window."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import urllib.parse

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"]
DEADLINE = 120  # seconds; a loaded machine starts it slowly

# What the script in a page says is written into the document, and the document is what we get.
PROBE = """<script>addEventListener('load', function () { setTimeout(function () {
  var say = function (found) {
    document.documentElement.setAttribute('data-probe', encodeURIComponent(JSON.stringify(found)));
  };
  try { say((function () { %s })()); } catch (error) { say({error: String(error)}); }
}); });</script>"""


def run(page, *flags):
    """stdout of one run that shows the file `page`."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        done = subprocess.run([CHROMIUM, *FLAGS, f"--user-data-dir={profile}", *flags, "file://" + page],
                              capture_output=True, timeout=DEADLINE, check=True)
        return done.stdout.decode()


def probe(text, script, width=1280, *flags):
    """What the JavaScript `script` returns inside the page `text` once it has loaded."""
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "page.html")
        with open(page, "w", encoding="utf-8") as file:
            file.write(text.replace("</body>", PROBE % script + "</body>"))
        shown = run(page, f"--window-size={width},900", *flags, "--dump-dom")
    found = json.loads(urllib.parse.unquote(re.search(r'data-probe="([^"]*)"', shown).group(1)))
    if isinstance(found, dict) and "error" in found:
        raise AssertionError(found["error"])
    return found
