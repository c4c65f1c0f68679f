INSERT INTO visits VALUES ('tcp', '', 'none', ago(20), NULL, 9, 0);
UPDATE client SET kind = 'unattributed', help = 'a socket of its own names it';
INSERT INTO waiver (client, item, owner, reason, at, expires)
VALUES (1, 1, 'carol', 'a monitor that I run', ago(2), ago(-10));
