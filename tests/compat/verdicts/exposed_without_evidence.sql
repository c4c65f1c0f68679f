-- Delivered is not used, and not unused: it is asked for.
INSERT INTO visits VALUES ('old', '1.0', 'none', ago(20), NULL, 50, 0);
