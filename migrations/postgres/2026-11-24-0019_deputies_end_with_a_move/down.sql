-- What ended by itself is put down to whoever recorded it: no authority may come back by this.
UPDATE deputies SET ended_by = recorded_by WHERE ended_on IS NOT NULL AND ended_by IS NULL;
ALTER TABLE deputies DROP CONSTRAINT deputies_check1;
ALTER TABLE deputies ADD CONSTRAINT deputies_check1 CHECK ((ended_on IS NULL) = (ended_by IS NULL));
