-- What was said by leaving something out, and what was connected to instead.

-- A build whose client-info had a list of interest, which is complete: an event is needed if its row
-- in `interest` is as new as this one. An empty list has no row there.
CREATE TABLE interest_list (
  build INTEGER PRIMARY KEY REFERENCES build (id),
  at    INTEGER NOT NULL                  -- when it last said so
) STRICT;
INSERT INTO interest_list SELECT build, max(at) FROM interest GROUP BY build;

-- A build that connected to what replaces an item.
CREATE TABLE successor_use (
  build INTEGER NOT NULL REFERENCES build (id),
  item  INTEGER NOT NULL REFERENCES item (id),  -- which it replaces
  at    INTEGER NOT NULL,                       -- when it last connected
  PRIMARY KEY (build, item)
) STRICT, WITHOUT ROWID;

-- Ledgers whose rows were taken over into this one.
CREATE TABLE merged (
  uuid TEXT    PRIMARY KEY CHECK (length(uuid) = 36),
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
