INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
UPDATE emission_account SET due_default = due_default + 1; UPDATE run SET ended = started, outcome = 'stopped';
