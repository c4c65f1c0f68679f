INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
DELETE FROM coverage WHERE day <= ago(30) / 86400;
