-- What an experiment was about, and what it withheld.

ALTER TABLE experiment ADD COLUMN run_label TEXT NOT NULL DEFAULT ''; -- '': whatever their label
ALTER TABLE experiment ADD COLUMN muted INTEGER NOT NULL DEFAULT 0 CHECK (muted >= 0);
ALTER TABLE experiment ADD COLUMN delay_ms INTEGER CHECK (delay_ms BETWEEN 1 AND 2000);
ALTER TABLE experiment ADD COLUMN reason TEXT NOT NULL DEFAULT '';    -- why it ended as it did
