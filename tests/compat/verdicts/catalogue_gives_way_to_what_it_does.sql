-- What kept it may be another installation than what opted out.
INSERT INTO visits VALUES ('libvirtd', '11.3.0', 'none', ago(20), ago(10), 9, 0);
INSERT INTO visits VALUES ('libvirtd', '11.3.0', 'all', ago(9), NULL, 0, 0);
