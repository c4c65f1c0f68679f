-- What was before it counts no more.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO says VALUES ('agent', 1, 'statement', 'used', ago(9), 'alice', 'pages the operator');
INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(3), 'bob', 'switched off');
