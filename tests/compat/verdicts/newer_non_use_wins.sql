INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(5), 9, 0);
INSERT INTO says VALUES ('agent', 1, 'ablation-fail', 'used', ago(9), '', 'agent-suite, 212 tests');
INSERT INTO says VALUES ('agent', 1, 'statement', 'unused', ago(3), 'alice', 'rewritten since');
