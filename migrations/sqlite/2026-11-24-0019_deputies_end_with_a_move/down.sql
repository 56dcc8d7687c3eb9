-- What ended by itself is put down to whoever recorded it: no authority may come back by this.
UPDATE deputies SET ended_by = recorded_by WHERE ended_on IS NOT NULL AND ended_by IS NULL;
CREATE TABLE new_deputies (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    document TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    recorded_by BLOB NOT NULL REFERENCES users (id),
    recorded_at INTEGER NOT NULL,
    ended_on TEXT,
    ended_by BLOB REFERENCES users (id),
    CHECK (valid_from <= valid_to),
    CHECK ((ended_on IS NULL) = (ended_by IS NULL))
) STRICT;
INSERT INTO new_deputies (id, user_id, unit_id, document, valid_from, valid_to, recorded_by, recorded_at, ended_on, ended_by)
SELECT id, user_id, unit_id, document, valid_from, valid_to, recorded_by, recorded_at, ended_on, ended_by FROM deputies;
DROP TABLE deputies;
ALTER TABLE new_deputies RENAME TO deputies;
CREATE INDEX deputies_by_user ON deputies (user_id, valid_to);
CREATE INDEX deputies_by_unit ON deputies (unit_id, valid_to);
