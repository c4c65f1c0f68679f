INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(100), ago(91), 9, 0);
INSERT INTO says VALUES ('agent', 1, 'statement', 'used', ago(95), 'alice', 'pages the operator');
