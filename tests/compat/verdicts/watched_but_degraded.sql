INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
UPDATE coverage SET degraded = 43200;
