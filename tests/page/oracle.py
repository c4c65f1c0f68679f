# SPDX-License-Identifier: Apache-2.0
"""What a page must say of a ledger, asked of its tables by SQL alone, in words of its own."""
import collections

DAY = 86_400
DECISIVE = 4
OLD = 400 * DAY  # evidence of non-use is renewed within
SETTLED = 400 * DAY  # of watching
ORDER = ["none", "settled", "unused", "unproven", "used"]  # what matters more comes later
WEIGHT = {("ablation-fail", "used"): 5, ("ablation-pass", "unused"): 3, ("opt-out", "unused"): 5,
          ("asked-back", "used"): 5, ("explicit-connect", "used"): 5, ("command", "used"): 5,
          ("interest", "used"): 4, ("interest", "unused"): 4, ("statement", "used"): 4,
          ("statement", "unused"): 4, ("catalogue", "used"): 4, ("catalogue", "unused"): 4,
          ("brownout-harm", "used"): 4, ("brownout-quiet", "unused"): 1, ("successor", "unused"): 1}

Fact = collections.namedtuple("Fact", "at strength sign first kind")


class Oracle:
    def __init__(self, database, now):
        self.database = database
        self.now = now
        self.today = now // DAY
        self.first_day = self.value("SELECT min(created, (SELECT min(first_seen) FROM machine)) / 86400 FROM ledger")
        self.clients = dict(self.rows("SELECT build.id, client FROM build JOIN client ON client.id = client "
                                      "WHERE client.kind <> 'self'"))
        self.facts = self.read_facts()
        self.needs = {key: self.need(*key) for key in self.facts}

    def rows(self, sql, *values):
        return self.database.execute(sql, values).fetchall()

    def value(self, sql, *values):
        return self.rows(sql, *values)[0][0]

    def numbers(self, what, keys, sql, *values):
        """{(what, {key: id}): value}, as parsed_page.numbers_of gives; a value of None is left out."""
        return {(what, tuple(sorted(zip(keys, map(str, row[:-1]))))): row[-1]
                for row in self.rows(sql, *values) if row[-1] is not None}

    def read_facts(self):
        """By build and item: all evidence, newest first; of those that only have it, none."""
        facts = collections.defaultdict(list)
        for build, item in self.rows("SELECT DISTINCT build, item FROM use"):
            facts[build, item] = []
        for build, item, kind, sign, at in self.rows("SELECT build, item, kind, sign, at FROM evidence"):
            facts[build, item].append(Fact(at, WEIGHT[kind, sign], sign, at, kind))
        for build, item, last, first in self.rows(
                "SELECT build, item, max(last), min(first) FROM use WHERE mode = 'explicit' GROUP BY 1, 2"):
            facts[build, item].append(Fact(last, 5, "used", first, ""))
        for build, item, last, first in self.rows(
                "SELECT build, item, max(at), min(at) FROM opt_out JOIN session ON session.id = session GROUP BY 1, 2"):
            if self.keeps(build, item, last):
                facts[build, item].append(Fact(last, 0, "unused", first, "opt-out"))  # in doubt
            else:
                facts[build, item].append(Fact(last, 5, "unused", first, "opt-out"))
        return {key: sorted(each, key=lambda fact: (-fact.at, -fact.strength))
                for key, each in facts.items() if key[0] in self.clients}

    def keeps(self, build, item, at):
        """A later session of it had the default connection."""
        return self.value(
            "SELECT count(*) FROM session WHERE build = ?1 AND coalesce(closed, 1e18) > ?3 AND "
            "(opted_out = 'none' OR opted_out = 'some' AND NOT EXISTS (SELECT 1 FROM opt_out "
            "WHERE opt_out.session = session.id AND opt_out.item = ?2))", build, item, at)

    def settled_at(self, build, item):
        client = self.clients[build]
        return self.value(
            "SELECT max(at) FROM (SELECT at FROM resolution WHERE client = ?1 AND item = ?2 UNION "
            "SELECT at FROM waiver WHERE item = ?2 AND coalesce(client, ?1) = ?1 AND expires > ?3)",
            client, item, self.now)

    def is_waived(self, build, item):
        return self.value("SELECT count(*) FROM waiver WHERE item = ?2 AND coalesce(client, ?1) = ?1 AND "
                          "expires > ?3", self.clients[build], item, self.now)

    def resolved_at(self, build, item):
        return self.value("SELECT coalesce(max(at), 0) FROM resolution WHERE client = ? AND item = ?",
                          self.clients[build], item)

    def doubt(self, build, item):
        """When it last kept the item or used it; 0: never."""
        had = self.value("SELECT coalesce(max(last), 0) FROM use WHERE build = ? AND item = ? AND mode = 'default'",
                         build, item)
        kept = 0 if had == 0 else self.value(
            "SELECT coalesce(max(coalesce(closed, ?3)), 0) FROM session WHERE build = ?1 AND negotiated IS NOT NULL "
            "AND (opted_out = 'none' OR opted_out = 'some' AND NOT EXISTS (SELECT 1 FROM opt_out WHERE "
            "opt_out.session = session.id AND opt_out.item = ?2 AND undone IS NULL))", build, item, self.now)
        return max([had, kept] + [fact.at for fact in self.facts[build, item] if fact.sign == "used"])

    def watched_since(self, build, item, at):
        """Of the machine that was watched least, in seconds, from the next day on."""
        return min((self.value(
            "SELECT coalesce(sum(min(watched, 86400) - min(degraded, watched, 86400)), 0) FROM coverage AS c "
            "WHERE machine = ?1 AND day > ?2 AND NOT EXISTS (SELECT 1 FROM gap WHERE gap.machine = ?1 "
            "AND coalesce(ended, ?3) > began AND c.day BETWEEN began / 86400 AND coalesce(ended, ?3) / 86400)",
            machine, at // DAY, self.now)
            for machine, in self.rows("SELECT DISTINCT machine FROM use WHERE build = ? AND item = ?", build, item)),
            default=0)

    def is_resolved(self, build, item):
        return self.resolved_at(build, item) > self.doubt(build, item)

    def counting(self, build, item):
        resolved = self.resolved_at(build, item)
        kind = self.value("SELECT kind FROM client WHERE id = ?", self.clients[build])
        for fact in self.facts[build, item]:
            if fact.at <= resolved or fact.strength < DECISIVE:
                continue
            if fact.sign == "unused" and (kind in ("unattributed", "overflow") or self.now - fact.at > OLD):
                continue
            if fact.sign == "unused" and fact.kind not in ("opt-out", "statement"):
                continue  # an argument
            yield fact

    def decisive(self, build, item):
        return max(self.counting(build, item), default=None,
                   key=lambda fact: (fact.at, fact.sign == "used"))

    def need(self, build, item):
        fact = self.decisive(build, item)
        doubt = self.doubt(build, item)
        kind = self.value("SELECT kind FROM client WHERE id = ?", self.clients[build])
        if doubt == 0 and fact is not None and kind not in ("unattributed", "overflow"):
            return "unused"
        if doubt > 0 and self.watched_since(build, item, doubt) >= SETTLED:
            return "unused"
        if any(each.kind == "statement" and each.sign == "unused" and each.at > doubt
               for each in self.counting(build, item)):
            return "unused"
        if self.is_waived(build, item) or self.is_resolved(build, item):
            return "settled"
        return "used" if fact is not None and fact.sign == "used" else "unproven"

    def by_pair(self):
        """{(client, item): need}, the most pressing of its builds'."""
        pairs = collections.defaultdict(lambda: "none")
        for (build, item), need in self.needs.items():
            key = self.clients[build], item
            pairs[key] = max(pairs[key], need, key=ORDER.index)
        return dict(pairs)

    def need_then(self, build, item, day):
        """What is known today of the end of a day."""
        if day == self.today:
            return self.needs[build, item]
        end = (day + 1) * DAY
        settled = self.settled_at(build, item) if self.needs[build, item] == "settled" else None
        without = "unused" if self.needs[build, item] == "unused" else "unproven"
        changes = [(fact.first // DAY, 1, fact.first, fact.sign == "used",
                    "used" if fact.sign == "used" else without)
                   for fact in self.counting(build, item) if fact.first < end]
        had = self.value("SELECT min(first) FROM use WHERE build = ? AND item = ?", build, item)
        heard = min([fact.first for fact in self.facts[build, item]] + [had] * (had is not None))
        if heard < end:
            changes.append((heard // DAY, 0, 0, False, "unproven"))
        if settled is not None and settled < end:
            changes.append((settled // DAY, 2, 0, False, "settled"))
        return max(changes)[-1] if changes else "none"

    def burn_down(self):
        """{(need-pairs, day): count}"""
        numbers = {}
        for day in range(self.first_day, self.today + 1):
            pairs = {}
            for build, item in self.needs:
                key = self.clients[build], item
                pairs[key] = max(pairs.get(key, "none"), self.need_then(build, item, day), key=ORDER.index)
            counts = collections.Counter(pairs.values())
            for need in ORDER[1:]:
                numbers[f"{need}-pairs", (("day", str(day)),)] = counts[need]
            numbers["day", (("day", str(day)),)] = day
        return numbers
