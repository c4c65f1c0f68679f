INSERT INTO visits VALUES ('libvirtd', '1.2.3', 'none', ago(20), NULL, 9, 0);
