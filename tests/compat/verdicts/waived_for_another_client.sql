INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);
INSERT INTO visits VALUES ('other', '', 'all', ago(20), NULL, 0, 0);
INSERT INTO waiver (client, item, owner, reason, at, expires)
VALUES (2, 1, 'carol', 'announced for a year', ago(2), ago(-10));
