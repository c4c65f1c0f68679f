-- It never kept it: there is nothing to settle.
INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(100), ago(91), 0, 0);
