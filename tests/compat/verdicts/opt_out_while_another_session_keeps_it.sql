INSERT INTO visits VALUES ('agent', '', 'none', ago(20), NULL, 7, 0);
INSERT INTO visits VALUES ('agent', '', 'all', ago(9), NULL, 0, 0);
