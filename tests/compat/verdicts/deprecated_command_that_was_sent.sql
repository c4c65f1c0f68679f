INSERT INTO item (id, kind, name, first_seen) VALUES (3, 'command', 'query-old', ago(40));
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
INSERT INTO use (machine, build, item, mode, first, last) VALUES (1, 1, 3, 'explicit', ago(9), ago(8));
