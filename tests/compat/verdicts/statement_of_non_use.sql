-- A person's word, after the last session that kept it.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO says VALUES ('agent', 1, 'statement', 'unused', ago(3), 'alice', 'reads STOP alone');
