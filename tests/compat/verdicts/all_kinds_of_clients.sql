-- The worst decides.
INSERT INTO visits VALUES ('needs', '1.0', 'none', ago(20), NULL, 9, 0);
INSERT INTO says VALUES ('needs', 1, 'ablation-fail', 'used', ago(3), '', 'needs-suite, 40 tests');
INSERT INTO visits VALUES ('ignores', '1.0', 'none', ago(20), NULL, 9, 0);
INSERT INTO visits VALUES ('migrated', '2.0', 'all', ago(20), NULL, 0, 0);
