INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), ago(15), 0, 0);
INSERT INTO says VALUES ('agent', 1, 'statement', 'used', ago(20), 'alice', 'pages the operator');
