INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);
INSERT INTO waiver (client, item, owner, reason, at, expires)
VALUES (1, 1, 'carol', 'the operator is paged otherwise', ago(20), ago(0));
