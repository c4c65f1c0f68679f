INSERT INTO visits VALUES ('many', '', 'none', ago(20), NULL, 9, 0);
UPDATE client SET kind = 'overflow', help = 'forget those that are gone';
