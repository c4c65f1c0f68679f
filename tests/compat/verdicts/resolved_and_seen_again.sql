-- Somebody was wrong: it is back, and has the connection.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(3), 'bob', 'switched off');
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(2), ago(1), 3, 0);
