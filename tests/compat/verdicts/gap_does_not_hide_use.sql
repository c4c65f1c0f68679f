INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);
INSERT INTO says VALUES ('agent', 1, 'statement', 'used', ago(9), 'alice', 'pages the operator');
INSERT INTO gap (machine, began, reason) VALUES (1, ago(0) - 90000, 'host-died');
