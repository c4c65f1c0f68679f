-- It asked for the event itself: that is in use, and its default connection is gone by its own act.
INSERT INTO visits VALUES ('careful', '1.0', 'all', ago(20), ago(2), 0, 1);
