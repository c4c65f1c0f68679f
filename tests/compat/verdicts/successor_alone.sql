INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(1), 9, 0);
INSERT INTO successor_use VALUES (1, 1, ago(3));
