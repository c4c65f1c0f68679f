INSERT INTO visits VALUES ('partly', '2.0', 'some', ago(20), ago(1), 0, 0);
