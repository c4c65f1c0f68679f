# SPDX-License-Identifier: Apache-2.0
"""Ledger files that are made of SQL, as tests/compat/verdicts has it."""
import hashlib
import pathlib
import sqlite3
import time

ROOT = pathlib.Path(__file__).parents[2]
DAY = 86400
APPLICATION_ID = 0x53424C47


def make(path, sql, uuid_digit="1"):
    """ago(N) is N days before now."""
    now = int(time.time())
    ledger = sqlite3.connect(path)
    ledger.create_function("ago", 1, lambda days: now - int(days * DAY))
    ledger.execute("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                   "sha256 TEXT NOT NULL, applied INTEGER NOT NULL) STRICT")
    steps = sorted((ROOT / "migrations").glob("*.sql"))
    for number, step in enumerate(steps, 1):
        ledger.executescript(step.read_text())
        ledger.execute("INSERT INTO migration VALUES (?, ?, ?, ?)",
                       (number, step.stem[5:], hashlib.sha256(step.read_bytes()).hexdigest(), now))
    ledger.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    ledger.execute(f"PRAGMA user_version = {len(steps)}")
    verdicts = ROOT / "tests" / "compat" / "verdicts"
    ledger.executescript((verdicts / "base.inc").read_text())
    ledger.executescript((verdicts / f"{sql}.sql").read_text() if " " not in sql else sql)
    ledger.execute("UPDATE ledger SET uuid = substr(uuid, 1, 35) || ?", (uuid_digit,))
    ledger.commit()
    ledger.execute("PRAGMA journal_mode = WAL")
    ledger.close()


def rows(path, query):
    ledger = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return ledger.execute(query).fetchall()
    finally:
        ledger.close()


def change(path, sql):
    ledger = sqlite3.connect(path)
    ledger.executescript(sql)
    ledger.close()
