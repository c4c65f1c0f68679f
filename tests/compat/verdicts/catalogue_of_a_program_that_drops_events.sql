-- An argument for a person, and no more.
INSERT INTO visits VALUES ('ganeti-noded', '3.0.2', 'none', ago(20), NULL, 9, 0);
