-- Not seen for 91 days is not gone.
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(100), ago(91), 9, 0);
