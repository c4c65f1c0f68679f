-- An argument for a person, and no more.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), ago(1), 9, 0);
INSERT INTO interest_list VALUES (1, ago(20));
