INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO visits VALUES ('agent', '2.0', 'all', ago(4), ago(1), 0, 0);
