INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
INSERT INTO gap (machine, began, reason) VALUES (1, ago(0) - 90000, 'upstream-lost');
