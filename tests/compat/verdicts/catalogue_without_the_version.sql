-- The version is not declared: the catalogue says nothing, but a person can say which it is.
INSERT INTO visits VALUES ('libvirtd', '', 'none', ago(20), NULL, 9, 0);
