-- Version 3 changes nothing.
INSERT INTO sag.format (version) VALUES (3);
