INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(100), ago(90), 0, 0);
