CREATE TABLE new_recommendations (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    document_number TEXT NOT NULL,
    document_on TEXT NOT NULL,
    body TEXT NOT NULL,
    due_on TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 2),
    done_on TEXT,
    note TEXT,
    done_by BLOB,
    recorded_by BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    body_id BLOB,
    CHECK ((done_on IS NULL) = (note IS NULL))
) STRICT;
INSERT INTO new_recommendations (id, unit_id, document_number, document_on, body, due_on, version, done_on, note, done_by, recorded_by, recorded_at, body_id) SELECT id, unit_id, document_number, document_on, body, due_on, CASE WHEN done_on IS NULL THEN 1 ELSE 2 END, done_on, note, done_by, recorded_by, recorded_at, body_id FROM recommendations;
DROP TABLE recommendations;
ALTER TABLE new_recommendations RENAME TO recommendations;
CREATE INDEX recommendations_by_due ON recommendations (due_on, id);
CREATE INDEX recommendations_by_unit ON recommendations (unit_id, due_on, id);
ALTER TABLE urgings DROP COLUMN passed;
