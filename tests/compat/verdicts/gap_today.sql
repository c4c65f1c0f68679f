INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
INSERT INTO gap (machine, began, ended, reason) VALUES (1, ago(0) - 3600, ago(0) - 3000, 'upstream-lost');
