INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), ago(5), 0, 0);
INSERT INTO visits VALUES ('agent', '2.0', 'none', ago(4), ago(1), 9, 0);
