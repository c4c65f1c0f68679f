-- The deprecation ledger: who still uses what is to be removed. See docs/ledger.md.
--
-- Times are seconds since 1970-01-01 UTC, days are their quotient by 86,400. Counts only grow.
-- The host keeps what it counted since the last fold in a tally file beside this one; a reader
-- must add both (compat/ledger_view.hpp does). Event payloads and command arguments are never
-- recorded.

-- This very ledger, so that the ledgers of two hosts can be told apart and merged. One row.
CREATE TABLE ledger (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  uuid    TEXT    NOT NULL CHECK (length(uuid) = 36),
  created INTEGER NOT NULL
) STRICT;

-- One life of a host that wrote here.
CREATE TABLE run (
  id      INTEGER PRIMARY KEY,
  pid     INTEGER NOT NULL,
  started INTEGER NOT NULL,
  ended   INTEGER CHECK (ended >= started),                       -- NULL: it runs, or died
  outcome TEXT CHECK (outcome IN ('stopped', 'host-died')),
  CHECK ((ended IS NULL) = (outcome IS NULL))
) STRICT;

-- A QMP endpoint: a dimension of use, emissions and coverage.
CREATE TABLE machine (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,            -- as configured
  uuid       TEXT    NOT NULL DEFAULT '', -- of its upstream; '': it has none, or it is not known
  first_seen INTEGER NOT NULL,
  UNIQUE (name, uuid)
) STRICT;

-- A program that connects to a machine: what the kernel says about it, and what it declares.
CREATE TABLE client (
  id            INTEGER PRIMARY KEY,
  fingerprint   TEXT    NOT NULL UNIQUE CHECK (length(fingerprint) = 64),
                                          -- SHA-256 of transport, exe or script, unit, declared name
  kind          TEXT    NOT NULL CHECK (kind IN ('program', 'script', 'named', 'unattributed',
                                                 'overflow', 'self')),
                                          -- named: by its listener; overflow: one too many to keep
  transport     TEXT    NOT NULL CHECK (transport IN ('unix', 'tcp')),
  name          TEXT    NOT NULL,         -- what reports call it
  exe           TEXT    NOT NULL DEFAULT '',
  script        TEXT    NOT NULL DEFAULT '',
  unit          TEXT    NOT NULL DEFAULT '', -- systemd unit, login or container, normalised
  user          TEXT    NOT NULL DEFAULT '', -- its login name when first seen
  via           TEXT    NOT NULL DEFAULT '', -- the relays between it and the socket: 'sudo, socat'
  declared_name TEXT    NOT NULL DEFAULT '', -- client-info
  contact       TEXT    NOT NULL DEFAULT '', -- client-info, the last one that was given
  help          TEXT    NOT NULL DEFAULT '', -- unattributed: what would help
  first_seen    INTEGER NOT NULL,
  last_seen     INTEGER NOT NULL CHECK (last_seen >= first_seen)
) STRICT;

-- A version of a client. A new one starts unproven.
CREATE TABLE build (
  id         INTEGER PRIMARY KEY,
  client     INTEGER NOT NULL REFERENCES client (id),
  version    TEXT    NOT NULL,            -- as declared; '': not declared
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL CHECK (last_seen >= first_seen),
  UNIQUE (client, version)
) STRICT;

-- What may be removed. Each legacy event is two: its default connection, and itself.
CREATE TABLE item (
  id         INTEGER PRIMARY KEY,
  kind       TEXT    NOT NULL CHECK (kind IN ('default-connection', 'event', 'command', 'argument',
                                              'upstream-event')),
  name       TEXT    NOT NULL,            -- 'BLOCK_IO_ERROR'; an argument's is 'command.argument'
  successor  TEXT    NOT NULL DEFAULT '', -- what to use instead
  stage      TEXT    NOT NULL DEFAULT 'active'
             CHECK (stage IN ('active', 'announced', 'warned', 'brownout', 'hidden', 'removed')),
  first_seen INTEGER NOT NULL,
  UNIQUE (kind, name)
) STRICT;

-- One client's stay at a machine.
CREATE TABLE session (
  id         INTEGER PRIMARY KEY,
  run        INTEGER NOT NULL REFERENCES run (id),
  machine    INTEGER NOT NULL REFERENCES machine (id),
  build      INTEGER NOT NULL REFERENCES build (id),
  run_label  TEXT    NOT NULL DEFAULT '', -- of the listener: which side of a comparison it is
  pid        INTEGER,                     -- NULL: not known; not part of who it is
  opened     INTEGER NOT NULL,
  negotiated INTEGER,                     -- NULL: it left before
  closed     INTEGER,                     -- NULL: it is there, or the host died
  reason     TEXT    NOT NULL DEFAULT '', -- why it closed
  opted_out  TEXT    NOT NULL DEFAULT 'none' CHECK (opted_out IN ('none', 'some', 'all'))
) STRICT;
CREATE INDEX session_build ON session (build);

-- A default connection that a session did without, and whether it asked for it back.
CREATE TABLE opt_out (
  session INTEGER NOT NULL REFERENCES session (id),
  item    INTEGER NOT NULL REFERENCES item (id),
  at      INTEGER NOT NULL,
  undone  INTEGER CHECK (undone >= at),
  PRIMARY KEY (session, item)
) STRICT, WITHOUT ROWID;

-- What a client declares to need (client-info.interest), per build.
CREATE TABLE interest (
  build INTEGER NOT NULL REFERENCES build (id),
  item  INTEGER NOT NULL REFERENCES item (id),
  at    INTEGER NOT NULL,                 -- when it last said so
  PRIMARY KEY (build, item)
) STRICT, WITHOUT ROWID;

-- One item in use by one build at one machine. Exposed: the row is there. The counts are those of
-- its accounts; they are never added up with each other.
CREATE TABLE use (
  id        INTEGER PRIMARY KEY,
  machine   INTEGER NOT NULL REFERENCES machine (id),
  build     INTEGER NOT NULL REFERENCES build (id),
  item      INTEGER NOT NULL REFERENCES item (id),
  mode      TEXT    NOT NULL CHECK (mode IN ('default', 'explicit')),
                                          -- explicit: the client asked for it
  run_label TEXT    NOT NULL DEFAULT '',
  due       INTEGER NOT NULL DEFAULT 0 CHECK (due >= 0),       -- emissions while it was connected
  delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered >= 0), -- accepted by the client's socket
  filtered  INTEGER NOT NULL DEFAULT 0 CHECK (filtered >= 0),  -- its condition did not match
  muted     INTEGER NOT NULL DEFAULT 0 CHECK (muted >= 0),     -- withheld by an experiment or stage
  failed    INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),    -- the session or the host ended first
  read      INTEGER CHECK (read >= 0),    -- of delivered, surely read; NULL: cannot be known
  first     INTEGER NOT NULL,             -- first connected
  last      INTEGER NOT NULL CHECK (last >= first),            -- last connected or counted
  first_delivered INTEGER,
  last_delivered  INTEGER CHECK (last_delivered >= first_delivered),
  UNIQUE (machine, build, item, mode, run_label)
) STRICT;
CREATE INDEX use_item ON use (item);
CREATE INDEX use_build ON use (build);

-- The same per day.
CREATE TABLE use_day (
  use       INTEGER NOT NULL REFERENCES use (id),
  day       INTEGER NOT NULL,
  due       INTEGER NOT NULL DEFAULT 0 CHECK (due >= 0),
  delivered INTEGER NOT NULL DEFAULT 0,   -- may fall below 0 by what was taken back on another day
  filtered  INTEGER NOT NULL DEFAULT 0 CHECK (filtered >= 0),
  muted     INTEGER NOT NULL DEFAULT 0 CHECK (muted >= 0),
  failed    INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
  PRIMARY KEY (use, day)
) STRICT, WITHOUT ROWID;

-- One session's part of a use, as absolute numbers: what is folded in twice is counted once.
CREATE TABLE account (
  id        INTEGER PRIMARY KEY,
  session   INTEGER NOT NULL REFERENCES session (id),
  use       INTEGER NOT NULL REFERENCES use (id),
  due       INTEGER NOT NULL DEFAULT 0 CHECK (due >= 0),
  delivered INTEGER NOT NULL DEFAULT 0 CHECK (delivered >= 0),
  filtered  INTEGER NOT NULL DEFAULT 0 CHECK (filtered >= 0),
  muted     INTEGER NOT NULL DEFAULT 0 CHECK (muted >= 0),
  failed    INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
  closed    INTEGER                       -- nothing is pending any more
) STRICT;
CREATE INDEX account_session ON account (session);
CREATE INDEX account_use ON account (use);

-- What one run saw emitted, as absolute numbers, with what was due counted apart from accounts.
CREATE TABLE emission_account (
  id           INTEGER PRIMARY KEY,
  run          INTEGER NOT NULL REFERENCES run (id),
  machine      INTEGER NOT NULL REFERENCES machine (id),
  event        TEXT    NOT NULL,          -- the wire name
  emissions    INTEGER NOT NULL DEFAULT 0 CHECK (emissions >= 0),
  due_default  INTEGER NOT NULL DEFAULT 0 CHECK (due_default >= 0),
  due_explicit INTEGER NOT NULL DEFAULT 0 CHECK (due_explicit >= 0),
  unfinished_default  INTEGER NOT NULL DEFAULT 0, -- due in the one emission that the host died in
  unfinished_explicit INTEGER NOT NULL DEFAULT 0,
  UNIQUE (run, machine, event)
) STRICT;

-- The same per day, for all runs.
CREATE TABLE emission_day (
  machine   INTEGER NOT NULL REFERENCES machine (id),
  event     TEXT    NOT NULL,
  day       INTEGER NOT NULL,
  emissions INTEGER NOT NULL DEFAULT 0 CHECK (emissions >= 0),
  PRIMARY KEY (machine, event, day)
) STRICT, WITHOUT ROWID;

-- Seconds of a day that the ledger was really watching a machine.
CREATE TABLE coverage (
  machine  INTEGER NOT NULL REFERENCES machine (id),
  day      INTEGER NOT NULL,
  watched  INTEGER NOT NULL DEFAULT 0 CHECK (watched >= 0),
  degraded INTEGER NOT NULL DEFAULT 0 CHECK (degraded >= 0), -- of these: counted in memory only
  PRIMARY KEY (machine, day)
) STRICT, WITHOUT ROWID;

-- A time in which a machine went on without being watched: its upstream was not there.
CREATE TABLE gap (
  id      INTEGER PRIMARY KEY,
  machine INTEGER NOT NULL REFERENCES machine (id),
  began   INTEGER NOT NULL,
  ended   INTEGER CHECK (ended >= began),
  reason  TEXT    NOT NULL CHECK (reason IN ('upstream-lost', 'host-died'))
) STRICT;

-- An experiment on one client's items.
CREATE TABLE experiment (
  id      INTEGER PRIMARY KEY,
  kind    TEXT    NOT NULL CHECK (kind IN ('mute', 'delay', 'brownout', 'ablation')),
  client  INTEGER REFERENCES client (id),   -- NULL: all of them
  machine INTEGER REFERENCES machine (id),  -- NULL: all of them
  suite   TEXT    NOT NULL DEFAULT '',      -- ablation: the suite's name
  started INTEGER NOT NULL,
  ended   INTEGER CHECK (ended >= started),
  outcome TEXT CHECK (outcome IN ('passed', 'failed', 'quiet', 'harm', 'aborted'))
) STRICT;

CREATE TABLE experiment_item (
  experiment INTEGER NOT NULL REFERENCES experiment (id),
  item       INTEGER NOT NULL REFERENCES item (id),
  PRIMARY KEY (experiment, item)
) STRICT, WITHOUT ROWID;

-- What speaks for or against a build's need of an item. Never changed, only added to.
CREATE TABLE evidence (
  id         INTEGER PRIMARY KEY,
  build      INTEGER NOT NULL REFERENCES build (id),
  item       INTEGER NOT NULL REFERENCES item (id),
  kind       TEXT    NOT NULL CHECK (kind IN ('ablation-fail', 'ablation-pass', 'opt-out',
                                              'asked-back', 'explicit-connect', 'interest',
                                              'statement', 'catalogue', 'brownout-harm',
                                              'brownout-quiet', 'command')),
  sign       TEXT    NOT NULL CHECK (sign IN ('used', 'unused')),
  strength   INTEGER NOT NULL CHECK (strength BETWEEN 1 AND 5),
  at         INTEGER NOT NULL,
  person     TEXT    NOT NULL DEFAULT '', -- who says so
  reason     TEXT    NOT NULL DEFAULT '',
  session    INTEGER REFERENCES session (id),
  experiment INTEGER REFERENCES experiment (id),
  CHECK (kind <> 'statement' OR (person <> '' AND reason <> ''))
) STRICT;
CREATE INDEX evidence_build_item ON evidence (build, item);

-- From then on a client's use of an item is counted anew.
CREATE TABLE resolution (
  id     INTEGER PRIMARY KEY,
  client INTEGER NOT NULL REFERENCES client (id),
  item   INTEGER NOT NULL REFERENCES item (id),
  at     INTEGER NOT NULL,
  person TEXT    NOT NULL CHECK (person <> ''),
  reason TEXT    NOT NULL CHECK (reason <> '')
) STRICT;

-- Somebody answers for going on regardless of a client (NULL: of all).
CREATE TABLE waiver (
  id      INTEGER PRIMARY KEY,
  client  INTEGER REFERENCES client (id),
  item    INTEGER NOT NULL REFERENCES item (id),
  owner   TEXT    NOT NULL CHECK (owner <> ''),
  reason  TEXT    NOT NULL CHECK (reason <> ''),
  at      INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK (expires > at)
) STRICT;

-- Each step of an item towards its removal.
CREATE TABLE stage_change (
  id         INTEGER PRIMARY KEY,
  item       INTEGER NOT NULL REFERENCES item (id),
  from_stage TEXT    NOT NULL CHECK (from_stage IN ('active', 'announced', 'warned', 'brownout',
                                                    'hidden', 'removed')),
  to_stage   TEXT    NOT NULL CHECK (to_stage IN ('active', 'announced', 'warned', 'brownout',
                                                  'hidden', 'removed') AND to_stage <> from_stage),
  at         INTEGER NOT NULL,
  person     TEXT    NOT NULL CHECK (person <> ''),
  verdict    TEXT    NOT NULL CHECK (verdict IN ('in-use', 'unproven', 'unknown', 'safe')),
  forced     INTEGER NOT NULL CHECK (forced IN (0, 1)),
  waiver     INTEGER REFERENCES waiver (id)
) STRICT;
