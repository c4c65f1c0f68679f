-- One of them did; of the others it says nothing.
INSERT INTO visits VALUES ('tcp', '', 'all', ago(20), NULL, 0, 0);
UPDATE client SET kind = 'unattributed', help = 'a socket of its own names it';
