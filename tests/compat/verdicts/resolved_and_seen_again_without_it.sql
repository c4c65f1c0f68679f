-- The decision covers what kept it before; the opting out alone would not.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(3), 'bob', 'migrated');
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(2), ago(1), 0, 0);
