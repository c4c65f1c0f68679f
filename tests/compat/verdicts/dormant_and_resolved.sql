INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(100), ago(91), 9, 0);
INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(1), 'bob', 'switched off');
