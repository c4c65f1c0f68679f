# SPDX-License-Identifier: Apache-2.0
"""Makes a ledger of any size, the same one each time, whose books balance.

usage: made_ledger.py FILE [CLIENTS [DAYS]]
Its clients migrate over time: some have opted out, some ask for an event, some were never looked at.
"""
import hashlib
import os
import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).parents[2]
DAY = 86_400
NOW = 1_795_564_800  # 2026-11-25 00:00:00 UTC, the end of the last day
EVENTS = ["SHUTDOWN", "RESET", "POWERDOWN", "STOP", "RESUME", "VNC_CONNECTED", "VNC_INITIALIZED",
          "VNC_DISCONNECTED", "BLOCK_IO_ERROR", "RTC_CHANGE", "WATCHDOG", "SPICE_CONNECTED",
          "SPICE_INITIALIZED", "SPICE_DISCONNECTED"]
PROGRAMS = ["backup-agent", "vm-watch", "cluster-fence", "disk-alert", "metrics-bridge", "night-audit",
            "console-proxy", "snapshotter"]
MACHINES = 3


def migrate(database):
    """As the program does it."""
    database.execute("CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                     "sha256 TEXT NOT NULL, applied INTEGER NOT NULL) STRICT")
    for path in sorted((ROOT / "migrations").glob("[0-9]*.sql")):
        number, name = int(path.stem[:4]), path.stem[5:]
        database.executescript(path.read_text(encoding="utf-8"))
        database.execute("INSERT INTO migration VALUES (?, ?, ?, ?)",
                         (number, name, hashlib.sha256(path.read_bytes()).hexdigest(), NOW))
        database.execute(f"PRAGMA user_version = {number}")
    database.execute(f"PRAGMA application_id = {0x53424c47}")


def rows(database, table, values):
    values = list(values)
    if values:
        places = ", ".join("?" * len(values[0]))
        database.executemany(f"INSERT INTO {table} VALUES ({places})", values)


def people(database, clients, days, first):
    """Client n is of build n; every seventh has a second build, which came later."""
    def client(n):
        program = PROGRAMS[n % len(PROGRAMS)]
        kind = "unattributed" if n == clients - 1 and clients > 4 else ("script", "program", "named")[n % 3]
        name = f"{program}-{n:03}"
        return (n, hashlib.sha256(name.encode()).hexdigest(), kind, "tcp" if kind == "unattributed" else "unix",
                name, f"/usr/bin/{program}", f"/home/user{n}/{program}.py" if kind == "script" else "",
                f"{program}.service", f"user{n}", "", "", f"user{n}@example.org",
                "listen … { client NAME }" if kind == "unattributed" else "",
                first + n % (days // 4) * DAY, NOW - (1 if n % 11 else min(days // 3, 120) * DAY))
    rows(database, "client", (client(n) for n in range(1, clients + 1)))
    database.execute("INSERT INTO build SELECT id, id, CASE id % 3 WHEN 0 THEN '' ELSE '1.' || (id % 5) END, "
                     "first_seen, last_seen FROM client")
    database.execute("INSERT INTO build SELECT id + 10000, id, '2.0', last_seen - 86400, last_seen "
                     "FROM client WHERE id % 7 = 0")


def machines_and_items(database, first):
    rows(database, "machine", ((n, f"vm{n}", "", first) for n in range(1, MACHINES + 1)))
    for n, event in enumerate(EVENTS):
        successor = "BLOCK_DEVICE_EVENT" if event == "BLOCK_IO_ERROR" else ""
        stage = ("active", "announced", "warned", "active", "hidden")[n % 5]
        rows(database, "item", [(2 * n + 1, "default-connection", event, successor, stage, first),
                                (2 * n + 2, "event", event, successor, "active", first)])


def use(database, first):
    """Each build has default connections, fewer if it opted out, and sends are one to five a day."""
    database.execute("INSERT INTO run VALUES (1, 4711, ?, ?, 'stopped')", (first, NOW - 1))
    # A client that has opted out of everything did so after a third of its time.
    database.execute(
        "INSERT INTO session (id, run, machine, build, opened, negotiated, closed, reason, opted_out) "
        f"SELECT id, 1, 1 + id % {MACHINES}, id, first_seen, first_seen, "
        "CASE WHEN id % 4 < 2 THEN (2 * first_seen + last_seen) / 3 ELSE last_seen END, 'client closed', 'none' "
        "FROM build")
    database.execute(
        "INSERT INTO session (id, run, machine, build, opened, negotiated, closed, reason, opted_out) "
        f"SELECT id + 20000, 1, 1 + id % {MACHINES}, id, (2 * first_seen + last_seen) / 3, "
        "(2 * first_seen + last_seen) / 3, last_seen, 'client closed', CASE id % 4 WHEN 0 THEN 'all' ELSE 'some' END "
        "FROM build WHERE id % 4 IN (0, 1)")
    database.execute(
        "INSERT INTO opt_out SELECT session.id, item.id, session.opened, NULL FROM session, item "
        "WHERE item.kind = 'default-connection' AND (session.opted_out = 'all' OR "
        "session.opted_out = 'some' AND (item.id / 2 + session.build) % 3 < 2)")
    database.execute(
        "INSERT INTO use (machine, build, item, mode, first, last) "
        f"SELECT 1 + build.id % {MACHINES}, build.id, item.id, 'default', build.first_seen, build.last_seen "
        "FROM build JOIN client ON client.id = build.client, item WHERE item.kind = 'default-connection' "
        "AND (client.kind <> 'unattributed' OR item.name < 'S') ORDER BY build.id, item.id")
    database.execute(
        "INSERT INTO use (machine, build, item, mode, first, last) "
        f"SELECT 1 + build.id % {MACHINES}, build.id, item.id, 'explicit', "
        "(build.first_seen + build.last_seen) / 2, build.last_seen "
        "FROM build, item WHERE item.kind = 'event' AND (build.id + item.id / 2) % 17 = 0 "
        "AND item.name NOT LIKE 'VNC%' AND item.name NOT LIKE 'SPICE%'")
    database.execute("CREATE TEMP TABLE calendar AS WITH RECURSIVE d(day) AS "
                     "(SELECT ? UNION ALL SELECT day + 1 FROM d WHERE day + 1 < ?) SELECT day FROM d",
                     (first // DAY, NOW // DAY))
    database.execute(
        "INSERT INTO use_day (use, day, due, delivered, filtered, muted, failed) "
        "SELECT id, day, n, n - (n > 4), 0, 0, n > 4 FROM ("
        "SELECT use.id, day, 1 + (use.id * 7 + day * 13) % 5 AS n FROM use, calendar "
        "WHERE day BETWEEN use.first / 86400 AND use.last / 86400)")
    for column in ("due", "delivered", "failed"):
        database.execute(f"UPDATE use SET {column} = coalesce("
                         f"(SELECT sum({column}) FROM use_day WHERE use = use.id), 0)")
    database.execute("UPDATE use SET first_delivered = first, last_delivered = last WHERE delivered > 0")
    database.execute("INSERT INTO account (session, use, due, delivered, failed, closed) "
                     "SELECT build, id, due, delivered, failed, 1 FROM use")
    database.execute(
        "INSERT INTO emission_account (run, machine, event, emissions, due_default, due_explicit) "
        "SELECT 1, use.machine, item.name, 0, sum(CASE item.kind WHEN 'event' THEN 0 ELSE due END), "
        "sum(CASE item.kind WHEN 'event' THEN due ELSE 0 END) FROM use JOIN item ON item.id = use.item "
        "GROUP BY use.machine, item.name")
    database.execute(
        "INSERT INTO emission_day SELECT machine, event, day, 1 + (length(event) * 3 + day * 5 + machine) % 6 "
        "FROM emission_account, calendar")
    database.execute("UPDATE emission_account SET emissions = (SELECT sum(emissions) FROM emission_day "
                     "WHERE machine = emission_account.machine AND event = emission_account.event)")


def history(database, days, first):
    """Coverage with gaps, evidence, stages, and what somebody decided."""
    database.execute(
        "INSERT INTO coverage SELECT machine.id, day, CASE WHEN (day + machine.id * 9) % 67 = 0 THEN 30000 "
        "ELSE 86400 END, CASE WHEN (day + machine.id) % 83 = 0 THEN 1200 ELSE 0 END FROM machine, calendar "
        "WHERE (day + machine.id * 31) % 71 > 1")
    database.execute("INSERT INTO gap (machine, began, ended, reason) SELECT 1 + day % ?, day * 86400 + 3600, "
                     "day * 86400 + 9000, 'upstream-lost' FROM calendar WHERE day % 97 = 3", (MACHINES,))
    add = "INSERT INTO evidence (build, item, kind, sign, strength, at, person, reason) SELECT "
    built = "FROM build, item WHERE "
    database.execute(
        add + "build.id, item.id, 'statement', CASE build.id % 2 WHEN 0 THEN 'unused' ELSE 'used' END, 4, "
        "(build.first_seen + build.last_seen) / 2, 'R. Owner', 'read the source' " + built +
        "(build.id + item.id) % 23 = 0 AND build.id < 10000 AND item.name NOT LIKE 'VNC%' "
        "AND item.name NOT LIKE 'SPICE%'")
    # Of VNC's somebody has asked every owner; nobody has begun with SPICE's.
    database.execute(
        add + "build.id, item.id, 'statement', 'unused', 4, build.last_seen - 7200 * (build.id % 40), "
        "'O. Thers', 'no console is used' " + built + "item.name LIKE 'VNC%' AND item.kind = 'default-connection' "
        "AND EXISTS (SELECT 1 FROM use WHERE use.build = build.id AND use.item = item.id)")
    database.execute(
        add + "build.id, item.id, 'brownout-quiet', 'unused', 1, build.last_seen - 3600, '', '' " + built +
        "(build.id * 3 + item.id) % 29 = 0")
    database.execute(
        "INSERT INTO stage_change (item, from_stage, to_stage, at, person, verdict, forced) "
        "SELECT id, 'active', 'announced', ?, 'M. Lead', 'unproven', 0 FROM item "
        "WHERE stage IN ('announced', 'warned', 'hidden')", (first + days // 4 * DAY,))
    database.execute(
        "INSERT INTO stage_change (item, from_stage, to_stage, at, person, verdict, forced) "
        "SELECT id, 'announced', 'warned', ?, 'M. Lead', 'unproven', 0 FROM item "
        "WHERE stage IN ('warned', 'hidden')", (first + days // 2 * DAY,))
    database.execute(
        "INSERT INTO stage_change (item, from_stage, to_stage, at, person, verdict, forced) "
        "SELECT id, 'warned', 'hidden', ?, 'M. Lead', 'in-use', 1 FROM item WHERE stage = 'hidden'",
        (first + days * 3 // 4 * DAY,))
    database.execute("INSERT INTO resolution (client, item, at, person, reason) SELECT client.id, item.id, ?, "
                     "'M. Lead', 'taken out of service' FROM client, item WHERE client.id % 13 = 0 "
                     "AND item.id % 4 = 1", (NOW - 20 * DAY,))
    database.execute("INSERT INTO waiver (client, item, owner, reason, at, expires) SELECT client.id, item.id, "
                     "'M. Lead', 'ends next month', ?, ? FROM client, item WHERE client.id % 19 = 0 "
                     "AND item.id % 6 = 1", (NOW - 10 * DAY, NOW + 30 * DAY))


def make(file, clients=500, days=400):
    pathlib.Path(file).touch(mode=0o600, exist_ok=False)
    database = sqlite3.connect(file, isolation_level=None)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    first = NOW - days * DAY
    migrate(database)
    database.execute("BEGIN")
    if not database.execute("SELECT count(*) FROM ledger").fetchone()[0]:
        database.execute("INSERT INTO ledger (id, uuid, created) "
                         "VALUES (1, '2c2f2c7a-1d95-4162-a6e8-2ae863ba5500', ?)", (first,))
    people(database, clients, days, first)
    machines_and_items(database, first)
    use(database, first)
    history(database, days, first)
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode = WAL")
    database.close()


if __name__ == "__main__":
    make(sys.argv[1], *map(int, sys.argv[2:]))
    print(f"{os.path.getsize(sys.argv[1])} bytes")
