WITH RECURSIVE days (n) AS (SELECT 41 UNION ALL SELECT n + 1 FROM days WHERE n < 400)
INSERT INTO coverage (machine, day, watched) SELECT 1, ago(n) / 86400, 86400 FROM days;
INSERT INTO visits VALUES ('agent', '1.0', 'none', ago(402), ago(400), 9, 0);
