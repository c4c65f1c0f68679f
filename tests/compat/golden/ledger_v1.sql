-- A ledger as version 1 left it.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied INTEGER NOT NULL) STRICT;
INSERT INTO migration VALUES(1,'ledger','4da083890c08947ddda24a69cc0d97bc82d99444da278caf6d3c43d2004bc31e',1795393049);
CREATE TABLE ledger (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  uuid    TEXT    NOT NULL CHECK (length(uuid) = 36),
  created INTEGER NOT NULL
) STRICT;
INSERT INTO ledger VALUES(1,'2c2f2c7a-1d95-4162-a6e8-2ae863ba554d',1795393049);
CREATE TABLE run (
  id      INTEGER PRIMARY KEY,
  pid     INTEGER NOT NULL,
  started INTEGER NOT NULL,
  ended   INTEGER CHECK (ended >= started),                       -- NULL: it runs, or died
  outcome TEXT CHECK (outcome IN ('stopped', 'host-died')),
  CHECK ((ended IS NULL) = (outcome IS NULL))
) STRICT;
INSERT INTO run VALUES(1,31561,1795393049,1795393055,'host-died');
INSERT INTO run VALUES(2,31739,1795393056,1795393057,'stopped');
CREATE TABLE machine (
  id         INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL,            -- as configured
  uuid       TEXT    NOT NULL DEFAULT '', -- of its upstream; '': it has none, or it is not known
  first_seen INTEGER NOT NULL,
  UNIQUE (name, uuid)
) STRICT;
INSERT INTO machine VALUES(1,'default','',1795393049);
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
INSERT INTO client VALUES(1,'b263f4694a5128693ff854685803a986624f7110cd633ba9f3024aa9979e2c0a','script','unix','client.py','/opt/python/3.11.7/bin/python3.11','/opt/poll/client.py','','root','','','','',1795393051,1795393054);
INSERT INTO client VALUES(2,'56aa199cb2b91cf01abdd8b6fb49c7c66138305e6e0d8ccd941549c07f279d73','script','unix','newmgr','/opt/python/3.11.7/bin/python3.11','/opt/poll/client.py','','root','','newmgr','','',1795393053,1795393053);
CREATE TABLE build (
  id         INTEGER PRIMARY KEY,
  client     INTEGER NOT NULL REFERENCES client (id),
  version    TEXT    NOT NULL,            -- as declared; '': not declared
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL CHECK (last_seen >= first_seen),
  UNIQUE (client, version)
) STRICT;
INSERT INTO build VALUES(1,1,'',1795393051,1795393054);
INSERT INTO build VALUES(2,2,'2.0',1795393053,1795393053);
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
INSERT INTO item VALUES(1,'default-connection','SHUTDOWN','','active',1795393049);
INSERT INTO item VALUES(2,'event','SHUTDOWN','','active',1795393049);
INSERT INTO item VALUES(3,'default-connection','RESET','','active',1795393049);
INSERT INTO item VALUES(4,'event','RESET','','active',1795393049);
INSERT INTO item VALUES(5,'default-connection','POWERDOWN','','active',1795393049);
INSERT INTO item VALUES(6,'event','POWERDOWN','','active',1795393049);
INSERT INTO item VALUES(7,'default-connection','STOP','','active',1795393049);
INSERT INTO item VALUES(8,'event','STOP','','active',1795393049);
INSERT INTO item VALUES(9,'default-connection','RESUME','','active',1795393049);
INSERT INTO item VALUES(10,'event','RESUME','','active',1795393049);
INSERT INTO item VALUES(11,'default-connection','VNC_CONNECTED','','active',1795393049);
INSERT INTO item VALUES(12,'event','VNC_CONNECTED','','active',1795393049);
INSERT INTO item VALUES(13,'default-connection','VNC_INITIALIZED','','active',1795393049);
INSERT INTO item VALUES(14,'event','VNC_INITIALIZED','','active',1795393049);
INSERT INTO item VALUES(15,'default-connection','VNC_DISCONNECTED','','active',1795393049);
INSERT INTO item VALUES(16,'event','VNC_DISCONNECTED','','active',1795393049);
INSERT INTO item VALUES(17,'default-connection','BLOCK_IO_ERROR','BlockDeviceEvent','active',1795393049);
INSERT INTO item VALUES(18,'event','BLOCK_IO_ERROR','BlockDeviceEvent','active',1795393049);
INSERT INTO item VALUES(19,'default-connection','RTC_CHANGE','','active',1795393049);
INSERT INTO item VALUES(20,'event','RTC_CHANGE','','active',1795393049);
INSERT INTO item VALUES(21,'default-connection','WATCHDOG','','active',1795393049);
INSERT INTO item VALUES(22,'event','WATCHDOG','','active',1795393049);
INSERT INTO item VALUES(23,'default-connection','SPICE_CONNECTED','','active',1795393049);
INSERT INTO item VALUES(24,'event','SPICE_CONNECTED','','active',1795393049);
INSERT INTO item VALUES(25,'default-connection','SPICE_INITIALIZED','','active',1795393049);
INSERT INTO item VALUES(26,'event','SPICE_INITIALIZED','','active',1795393049);
INSERT INTO item VALUES(27,'default-connection','SPICE_DISCONNECTED','','active',1795393049);
INSERT INTO item VALUES(28,'event','SPICE_DISCONNECTED','','active',1795393049);
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
INSERT INTO session VALUES(1,1,1,1,'',31573,1795393051,1795393051,1795393052,'client closed','none');
INSERT INTO session VALUES(2,1,1,2,'',31614,1795393053,1795393053,1795393053,'client closed','some');
INSERT INTO session VALUES(3,1,1,1,'',31667,1795393054,1795393054,1795393054,'client closed','all');
CREATE TABLE opt_out (
  session INTEGER NOT NULL REFERENCES session (id),
  item    INTEGER NOT NULL REFERENCES item (id),
  at      INTEGER NOT NULL,
  undone  INTEGER CHECK (undone >= at),
  PRIMARY KEY (session, item)
) STRICT, WITHOUT ROWID;
INSERT INTO opt_out VALUES(2,7,1795393053,1795393053);
INSERT INTO opt_out VALUES(3,1,1795393054,NULL);
INSERT INTO opt_out VALUES(3,3,1795393054,NULL);
INSERT INTO opt_out VALUES(3,5,1795393054,NULL);
INSERT INTO opt_out VALUES(3,7,1795393054,NULL);
INSERT INTO opt_out VALUES(3,9,1795393054,NULL);
INSERT INTO opt_out VALUES(3,11,1795393054,NULL);
INSERT INTO opt_out VALUES(3,13,1795393054,NULL);
INSERT INTO opt_out VALUES(3,15,1795393054,NULL);
INSERT INTO opt_out VALUES(3,17,1795393054,NULL);
INSERT INTO opt_out VALUES(3,19,1795393054,NULL);
INSERT INTO opt_out VALUES(3,21,1795393054,NULL);
INSERT INTO opt_out VALUES(3,23,1795393054,NULL);
INSERT INTO opt_out VALUES(3,25,1795393054,NULL);
INSERT INTO opt_out VALUES(3,27,1795393054,NULL);
CREATE TABLE interest (
  build INTEGER NOT NULL REFERENCES build (id),
  item  INTEGER NOT NULL REFERENCES item (id),
  at    INTEGER NOT NULL,                 -- when it last said so
  PRIMARY KEY (build, item)
) STRICT, WITHOUT ROWID;
INSERT INTO interest VALUES(2,9,1795393053);
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
INSERT INTO use VALUES(1,1,1,17,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(2,1,1,5,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(3,1,1,3,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(4,1,1,9,'default','',1,1,0,0,0,NULL,1795393051,1795393052,1795393052,1795393052);
INSERT INTO use VALUES(5,1,1,19,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(6,1,1,1,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(7,1,1,23,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(8,1,1,27,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(9,1,1,25,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(10,1,1,7,'default','',1,1,0,0,0,NULL,1795393051,1795393052,1795393052,1795393052);
INSERT INTO use VALUES(11,1,1,11,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(12,1,1,15,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(13,1,1,13,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(14,1,1,21,'default','',0,0,0,0,0,NULL,1795393051,1795393051,NULL,NULL);
INSERT INTO use VALUES(15,1,2,8,'explicit','',2,2,0,0,0,NULL,1795393053,1795393053,1795393053,1795393053);
INSERT INTO use VALUES(16,1,2,17,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(17,1,2,5,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(18,1,2,3,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(19,1,2,9,'default','',1,1,0,0,0,NULL,1795393053,1795393053,1795393053,1795393053);
INSERT INTO use VALUES(20,1,2,19,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(21,1,2,1,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(22,1,2,23,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(23,1,2,27,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(24,1,2,25,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(25,1,2,11,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(26,1,2,15,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(27,1,2,13,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(28,1,2,21,'default','',0,0,0,0,0,NULL,1795393053,1795393053,NULL,NULL);
INSERT INTO use VALUES(29,1,2,7,'explicit','',1,1,0,0,0,NULL,1795393053,1795393053,1795393053,1795393053);
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
INSERT INTO use_day VALUES(4,20780,1,1,0,0,0);
INSERT INTO use_day VALUES(10,20780,1,1,0,0,0);
INSERT INTO use_day VALUES(15,20780,2,2,0,0,0);
INSERT INTO use_day VALUES(19,20780,1,1,0,0,0);
INSERT INTO use_day VALUES(29,20780,1,1,0,0,0);
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
INSERT INTO account VALUES(1,1,1,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(2,1,2,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(3,1,3,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(4,1,4,1,1,0,0,0,1795393052);
INSERT INTO account VALUES(5,1,5,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(6,1,6,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(7,1,7,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(8,1,8,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(9,1,9,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(10,1,10,1,1,0,0,0,1795393052);
INSERT INTO account VALUES(11,1,11,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(12,1,12,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(13,1,13,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(14,1,14,0,0,0,0,0,1795393052);
INSERT INTO account VALUES(15,2,15,2,2,0,0,0,1795393053);
INSERT INTO account VALUES(16,2,16,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(17,2,17,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(18,2,18,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(19,2,19,1,1,0,0,0,1795393053);
INSERT INTO account VALUES(20,2,20,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(21,2,21,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(22,2,22,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(23,2,23,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(24,2,24,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(25,2,25,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(26,2,26,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(27,2,27,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(28,2,28,0,0,0,0,0,1795393053);
INSERT INTO account VALUES(29,2,29,1,1,0,0,0,1795393053);
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
INSERT INTO emission_account VALUES(1,1,1,'SHUTDOWN',0,0,0,0,0);
INSERT INTO emission_account VALUES(2,1,1,'RESET',0,0,0,0,0);
INSERT INTO emission_account VALUES(3,1,1,'POWERDOWN',0,0,0,0,0);
INSERT INTO emission_account VALUES(4,1,1,'STOP',3,2,2,0,0);
INSERT INTO emission_account VALUES(5,1,1,'RESUME',3,2,0,0,0);
INSERT INTO emission_account VALUES(6,1,1,'VNC_CONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(7,1,1,'VNC_INITIALIZED',0,0,0,0,0);
INSERT INTO emission_account VALUES(8,1,1,'VNC_DISCONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(9,1,1,'BLOCK_IO_ERROR',0,0,0,0,0);
INSERT INTO emission_account VALUES(10,1,1,'RTC_CHANGE',0,0,0,0,0);
INSERT INTO emission_account VALUES(11,1,1,'WATCHDOG',0,0,0,0,0);
INSERT INTO emission_account VALUES(12,1,1,'SPICE_CONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(13,1,1,'SPICE_INITIALIZED',0,0,0,0,0);
INSERT INTO emission_account VALUES(14,1,1,'SPICE_DISCONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(15,2,1,'SHUTDOWN',0,0,0,0,0);
INSERT INTO emission_account VALUES(16,2,1,'RESET',0,0,0,0,0);
INSERT INTO emission_account VALUES(17,2,1,'POWERDOWN',0,0,0,0,0);
INSERT INTO emission_account VALUES(18,2,1,'STOP',0,0,0,0,0);
INSERT INTO emission_account VALUES(19,2,1,'RESUME',0,0,0,0,0);
INSERT INTO emission_account VALUES(20,2,1,'VNC_CONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(21,2,1,'VNC_INITIALIZED',0,0,0,0,0);
INSERT INTO emission_account VALUES(22,2,1,'VNC_DISCONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(23,2,1,'BLOCK_IO_ERROR',0,0,0,0,0);
INSERT INTO emission_account VALUES(24,2,1,'RTC_CHANGE',0,0,0,0,0);
INSERT INTO emission_account VALUES(25,2,1,'WATCHDOG',0,0,0,0,0);
INSERT INTO emission_account VALUES(26,2,1,'SPICE_CONNECTED',0,0,0,0,0);
INSERT INTO emission_account VALUES(27,2,1,'SPICE_INITIALIZED',0,0,0,0,0);
INSERT INTO emission_account VALUES(28,2,1,'SPICE_DISCONNECTED',0,0,0,0,0);
CREATE TABLE emission_day (
  machine   INTEGER NOT NULL REFERENCES machine (id),
  event     TEXT    NOT NULL,
  day       INTEGER NOT NULL,
  emissions INTEGER NOT NULL DEFAULT 0 CHECK (emissions >= 0),
  PRIMARY KEY (machine, event, day)
) STRICT, WITHOUT ROWID;
INSERT INTO emission_day VALUES(1,'RESUME',20780,3);
INSERT INTO emission_day VALUES(1,'STOP',20780,3);
CREATE TABLE coverage (
  machine  INTEGER NOT NULL REFERENCES machine (id),
  day      INTEGER NOT NULL,
  watched  INTEGER NOT NULL DEFAULT 0 CHECK (watched >= 0),
  degraded INTEGER NOT NULL DEFAULT 0 CHECK (degraded >= 0), -- of these: counted in memory only
  PRIMARY KEY (machine, day)
) STRICT, WITHOUT ROWID;
INSERT INTO coverage VALUES(1,20780,6,1);
CREATE TABLE gap (
  id      INTEGER PRIMARY KEY,
  machine INTEGER NOT NULL REFERENCES machine (id),
  began   INTEGER NOT NULL,
  ended   INTEGER CHECK (ended >= began),
  reason  TEXT    NOT NULL CHECK (reason IN ('upstream-lost', 'host-died'))
) STRICT;
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
CREATE TABLE resolution (
  id     INTEGER PRIMARY KEY,
  client INTEGER NOT NULL REFERENCES client (id),
  item   INTEGER NOT NULL REFERENCES item (id),
  at     INTEGER NOT NULL,
  person TEXT    NOT NULL CHECK (person <> ''),
  reason TEXT    NOT NULL CHECK (reason <> '')
) STRICT;
CREATE TABLE waiver (
  id      INTEGER PRIMARY KEY,
  client  INTEGER REFERENCES client (id),
  item    INTEGER NOT NULL REFERENCES item (id),
  owner   TEXT    NOT NULL CHECK (owner <> ''),
  reason  TEXT    NOT NULL CHECK (reason <> ''),
  at      INTEGER NOT NULL,
  expires INTEGER NOT NULL CHECK (expires > at)
) STRICT;
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
CREATE INDEX session_build ON session (build);
CREATE INDEX use_item ON use (item);
CREATE INDEX use_build ON use (build);
CREATE INDEX account_session ON account (session);
CREATE INDEX account_use ON account (use);
CREATE INDEX evidence_build_item ON evidence (build, item);
COMMIT;
PRAGMA application_id = 1396853831;
PRAGMA user_version = 1;
