-- Its own act, alone: proof.
INSERT INTO visits VALUES ('modern', '2.0', 'all', ago(20), ago(1), 0, 0);
