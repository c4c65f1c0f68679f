INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(80), ago(70), 0, 0);
UPDATE coverage SET day = day - 60;
