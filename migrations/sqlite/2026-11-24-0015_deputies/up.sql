-- Standing deputies: who may stand in for the leader of a unit where a second person has to look, and by which document.
CREATE TABLE deputies (
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
CREATE INDEX deputies_by_user ON deputies (user_id, valid_to);
CREATE INDEX deputies_by_unit ON deputies (unit_id, valid_to);
