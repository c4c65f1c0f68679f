-- Whoever reads what they print is behind them, and nobody knows who.
INSERT INTO visits VALUES ('signalbox', '', 'none', ago(20), NULL, 9, 1);
UPDATE client SET kind = 'self';
