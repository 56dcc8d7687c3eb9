-- From whom letters and recommendations passed on to the successor of a unit, the first first.
ALTER TABLE urgings ADD COLUMN passed jsonb NOT NULL DEFAULT '[]';
ALTER TABLE recommendations ADD COLUMN passed jsonb NOT NULL DEFAULT '[]';
