INSERT INTO visits VALUES ('agent', '1.0', 'all', ago(20), NULL, 0, 0);
WITH RECURSIVE days (n) AS (SELECT 41 UNION ALL SELECT n + 1 FROM days WHERE n < 399)
INSERT INTO coverage (machine, day, watched) SELECT 1, ago(n) / 86400, 86400 FROM days;
