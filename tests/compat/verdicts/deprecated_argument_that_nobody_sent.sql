INSERT INTO item (id, kind, name, first_seen) VALUES (3, 'argument', 'eject.device', ago(40));
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
