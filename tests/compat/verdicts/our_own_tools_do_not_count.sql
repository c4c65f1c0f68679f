INSERT INTO visits VALUES ('signalbox', '', 'none', ago(20), NULL, 9, 1);
UPDATE client SET kind = 'self';
