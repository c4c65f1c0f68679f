INSERT INTO visits VALUES ('tcp', '', 'none', ago(20), NULL, 9, 1);
UPDATE client SET kind = 'unattributed', help = 'a socket of its own names it';
