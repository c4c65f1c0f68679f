-- What kept it may be another installation than what opted out.
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), ago(12), 0, 0);
UPDATE opt_out SET undone = ago(15);
INSERT INTO use (machine, build, item, mode, first, last) VALUES (1, 1, 1, 'explicit', ago(15), ago(12));
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(10), ago(1), 0, 0);
