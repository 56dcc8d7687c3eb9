-- Concluded violations of persons, the log of look-ups for personnel work, recommendations after inspections,
-- and the keys that make writes to them safe to repeat. What tells of a person is sealed; its name is found by
-- a keyed hash.
CREATE TABLE conclusions (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    case_id BLOB,
    document_number TEXT NOT NULL,
    document_on TEXT NOT NULL,
    issuer TEXT NOT NULL,
    measure TEXT NOT NULL CHECK (measure IN ('planning_exclusion', 'recall', 'dismissal', 'warning', 'reprimand', 'none')),
    detected_by TEXT NOT NULL CHECK (detected_by IN ('unit_itself', 'others')),
    state TEXT NOT NULL CHECK (state IN ('recorded', 'executed', 'revoked')),
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 3),
    name_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    executed_on TEXT,
    execution_document TEXT,
    executed_by BLOB,
    revoked_on TEXT,
    sealed_revocation BLOB,
    revoked_by BLOB,
    recorded_by BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    CHECK ((state = 'revoked') = (revoked_on IS NOT NULL)),
    CHECK (state <> 'executed' OR executed_on IS NOT NULL)
) STRICT;
CREATE INDEX conclusions_by_name ON conclusions (name_hash);
CREATE INDEX conclusions_by_time ON conclusions (recorded_at, id);
CREATE TABLE personnel_checks (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    name_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    hits INTEGER NOT NULL CHECK (hits >= 0),
    found TEXT NOT NULL
) STRICT;
CREATE INDEX personnel_checks_by_time ON personnel_checks (at, id);
CREATE TABLE recommendations (
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
    CHECK ((done_on IS NULL) = (note IS NULL))
) STRICT;
CREATE INDEX recommendations_by_due ON recommendations (due_on, id);
CREATE INDEX recommendations_by_unit ON recommendations (unit_id, due_on, id);
CREATE TABLE record_keys (
    key_hash BLOB NOT NULL PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    answer_id BLOB NOT NULL,
    answer_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
