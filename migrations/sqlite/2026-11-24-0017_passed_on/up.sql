-- From whom letters and recommendations passed on to the successor of a unit, the first first. Each passing is a
-- version of a recommendation.
ALTER TABLE urgings ADD COLUMN passed TEXT NOT NULL DEFAULT '[]';
-- SQLite changes a CHECK only by building the table anew.
CREATE TABLE new_recommendations (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    document_number TEXT NOT NULL,
    document_on TEXT NOT NULL,
    body TEXT NOT NULL,
    due_on TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    done_on TEXT,
    note TEXT,
    done_by BLOB,
    recorded_by BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    body_id BLOB,
    passed TEXT NOT NULL DEFAULT '[]',
    CHECK ((done_on IS NULL) = (note IS NULL))
) STRICT;
INSERT INTO new_recommendations (id, unit_id, document_number, document_on, body, due_on, version, done_on, note, done_by, recorded_by, recorded_at, body_id) SELECT id, unit_id, document_number, document_on, body, due_on, version, done_on, note, done_by, recorded_by, recorded_at, body_id FROM recommendations;
DROP TABLE recommendations;
ALTER TABLE new_recommendations RENAME TO recommendations;
CREATE INDEX recommendations_by_due ON recommendations (due_on, id);
CREATE INDEX recommendations_by_unit ON recommendations (unit_id, due_on, id);
