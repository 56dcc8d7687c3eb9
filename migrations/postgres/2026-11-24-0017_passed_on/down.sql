ALTER TABLE recommendations DROP COLUMN passed;
UPDATE recommendations SET version = CASE WHEN done_on IS NULL THEN 1 ELSE 2 END;
ALTER TABLE recommendations DROP CONSTRAINT recommendations_version_check;
ALTER TABLE recommendations ADD CONSTRAINT recommendations_version_check CHECK (version BETWEEN 1 AND 2);
ALTER TABLE urgings DROP COLUMN passed;
