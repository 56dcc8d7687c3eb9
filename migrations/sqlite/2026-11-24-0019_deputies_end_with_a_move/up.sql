-- An authority also ends by itself, with a move: then no administrator ended it.
-- SQLite changes a CHECK only by building the table anew.
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
    CHECK (ended_by IS NULL OR ended_on IS NOT NULL)
) STRICT;
INSERT INTO new_deputies (id, user_id, unit_id, document, valid_from, valid_to, recorded_by, recorded_at, ended_on, ended_by)
SELECT id, user_id, unit_id, document, valid_from, valid_to, recorded_by, recorded_at, ended_on, ended_by FROM deputies;
DROP TABLE deputies;
ALTER TABLE new_deputies RENAME TO deputies;
CREATE INDEX deputies_by_user ON deputies (user_id, valid_to);
CREATE INDEX deputies_by_unit ON deputies (unit_id, valid_to);
-- Whoever works elsewhere now stays nobody's deputy, also after the way back; a closed account is none either.
UPDATE deputies SET ended_on = moved.left_on
FROM (SELECT user_id, max(coalesce(date(until_on, '+1 day'), since_on)) AS left_on FROM postings GROUP BY user_id) AS moved, users
WHERE moved.user_id = deputies.user_id AND users.id = deputies.user_id
    AND deputies.ended_on IS NULL AND deputies.valid_to >= moved.left_on
    AND (NOT users.active OR users.unit_id IS NOT deputies.unit_id);
