-- libvirt handles it, as its source says.
INSERT INTO visits VALUES ('libvirtd', '11.3.0-1', 'none', ago(20), NULL, 9, 0);
