INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 1, ago(3), 'bob', 'switched off');
INSERT INTO says VALUES ('agent', 1, 'statement', 'used', ago(2), 'alice', 'pages the operator');
