INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
INSERT INTO machine (id, name, first_seen) VALUES (2, 'vm2', ago(2));
INSERT INTO coverage VALUES (2, ago(1) / 86400, 86400, 0);
