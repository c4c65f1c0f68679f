INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(1), 9, 0);
INSERT INTO successor_use VALUES (1, 1, ago(3));
INSERT INTO says VALUES ('agent', 1, 'ablation-pass', 'unused', ago(3), '', 'agent-suite, 212 tests');
INSERT INTO says VALUES ('agent', 1, 'brownout-quiet', 'unused', ago(3), '', '12 muted over 3 days');
