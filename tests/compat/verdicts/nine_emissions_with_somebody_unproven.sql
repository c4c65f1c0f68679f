INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(20), NULL, 9, 0);
UPDATE emission_day SET emissions = 9;
UPDATE emission_account SET emissions = 9;
