-- 40 days of watching, of which 11 have a gap.
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
INSERT INTO gap (machine, began, ended, reason) VALUES (1, ago(25), ago(15), 'upstream-lost');
