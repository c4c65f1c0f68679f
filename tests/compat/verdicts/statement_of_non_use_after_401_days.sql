INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(420), ago(410), 9, 0);
INSERT INTO says VALUES ('agent', 1, 'statement', 'unused', ago(401), 'alice', 'reads STOP alone');
