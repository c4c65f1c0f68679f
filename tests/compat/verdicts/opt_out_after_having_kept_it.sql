-- A version that is not declared: what kept it may be another installation than what opted out.
INSERT INTO visits VALUES ('agent', '', 'none', ago(20), ago(10), 7, 0);
INSERT INTO visits VALUES ('agent', '', 'all', ago(9), NULL, 0, 0);
