-- A person can point to it; it decides nothing by itself.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(1), 9, 0);
INSERT INTO says VALUES ('agent', 1, 'ablation-pass', 'unused', ago(3), '', 'agent-suite, 212 tests');
