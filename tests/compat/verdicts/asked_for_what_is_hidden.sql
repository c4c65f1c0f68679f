-- It is not given to anybody any more, and somebody misses it.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(1), 9, 0);
UPDATE item SET stage = 'hidden';
INSERT INTO demand VALUES (1, 1, ago(3) / 86400, 2);
