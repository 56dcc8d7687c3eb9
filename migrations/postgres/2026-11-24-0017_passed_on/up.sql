-- From whom letters and recommendations passed on to the successor of a unit, the first first. Each passing is a
-- version of a recommendation.
ALTER TABLE urgings ADD COLUMN passed jsonb NOT NULL DEFAULT '[]';
ALTER TABLE recommendations ADD COLUMN passed jsonb NOT NULL DEFAULT '[]';
ALTER TABLE recommendations DROP CONSTRAINT recommendations_version_check;
ALTER TABLE recommendations ADD CONSTRAINT recommendations_version_check CHECK (version > 0);
