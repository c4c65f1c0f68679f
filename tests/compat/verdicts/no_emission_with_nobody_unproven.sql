INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
UPDATE emission_day SET emissions = 0;
UPDATE emission_account SET emissions = 0;
