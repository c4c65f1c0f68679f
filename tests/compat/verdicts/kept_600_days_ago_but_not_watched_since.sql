-- The time that counts is what was watched, not what has passed.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(602), ago(600), 9, 0);
