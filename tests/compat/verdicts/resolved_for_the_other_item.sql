INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 1);
INSERT INTO resolution (client, item, at, person, reason) VALUES (1, 2, ago(3), 'bob', 'connects no more');
