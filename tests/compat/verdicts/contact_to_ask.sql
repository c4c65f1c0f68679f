INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);
UPDATE client SET contact = 'team-x@example.org';
