-- 2.0 opted out; 1.0 is still about.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(1), 9, 0);
INSERT INTO visits VALUES ('agent', '2.0', 'all', ago(20), ago(1), 0, 0);
