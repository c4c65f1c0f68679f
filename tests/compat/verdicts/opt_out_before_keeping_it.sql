INSERT INTO visits VALUES ('agent', '', 'all', ago(20), ago(10), 0, 0);
INSERT INTO visits VALUES ('agent', '', 'none', ago(9), ago(1), 7, 0);
