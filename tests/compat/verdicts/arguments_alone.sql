-- A client that no session here tells anything of: its suite ran elsewhere.
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), ago(5), 0, 0);
DELETE FROM opt_out;
UPDATE session SET opted_out = 'none', negotiated = NULL;
INSERT INTO says VALUES ('agent', 1, 'ablation-pass', 'unused', ago(3), '', 'agent-suite, 212 tests');
