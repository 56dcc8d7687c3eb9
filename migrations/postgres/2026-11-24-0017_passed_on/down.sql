ALTER TABLE recommendations DROP COLUMN passed;
ALTER TABLE urgings DROP COLUMN passed;
