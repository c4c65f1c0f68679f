-- Stages for one client, planned brownouts, and who still asks for what is gone.

-- What a client is held to instead of an item's own stage: what is hidden is given back to it, or
-- what others may still use is refused to it.
CREATE TABLE client_stage (
  client INTEGER NOT NULL REFERENCES client (id),
  item   INTEGER NOT NULL REFERENCES item (id),
  stage  TEXT    NOT NULL CHECK (stage IN ('active', 'announced', 'warned', 'brownout', 'hidden',
                                           'removed')),
  at     INTEGER NOT NULL,
  person TEXT    NOT NULL CHECK (person <> ''),
  PRIMARY KEY (client, item)
) STRICT, WITHOUT ROWID;

-- A window in which an item is withheld as if it were gone.
CREATE TABLE brownout (
  id          INTEGER PRIMARY KEY,
  item        INTEGER NOT NULL REFERENCES item (id),
  client      INTEGER REFERENCES client (id),   -- NULL: all of them
  machine     INTEGER REFERENCES machine (id),  -- NULL: all of them
  starts      INTEGER NOT NULL,
  ends        INTEGER NOT NULL CHECK (ends > starts),
  loses_state INTEGER NOT NULL DEFAULT 0 CHECK (loses_state IN (0, 1)),
                                                -- the client is named, and the risk accepted
  planned     INTEGER NOT NULL,
  person      TEXT    NOT NULL CHECK (person <> ''),
  experiment  INTEGER REFERENCES experiment (id), -- NULL: it has not begun
  cancelled   INTEGER                             -- NULL: it was not
) STRICT;

-- Who still asks for an item that is hidden or removed, per day.
CREATE TABLE demand (
  build INTEGER NOT NULL REFERENCES build (id),
  item  INTEGER NOT NULL REFERENCES item (id),
  day   INTEGER NOT NULL,
  times INTEGER NOT NULL CHECK (times > 0),
  PRIMARY KEY (build, item, day)
) STRICT, WITHOUT ROWID;

-- Of delivered, surely read: see use.read.
ALTER TABLE account ADD COLUMN read INTEGER NOT NULL DEFAULT 0 CHECK (read >= 0);
