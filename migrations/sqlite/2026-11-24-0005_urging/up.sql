-- Urging: when lateness is escalated to whom, and letters with an answer clock of their own.
CREATE TABLE escalations (
    level TEXT NOT NULL CHECK (level IN ('leader', 'superior', 'inspectorate', 'tripwire')),
    n INTEGER NOT NULL CHECK (n BETWEEN 0 AND 400),
    unit TEXT NOT NULL CHECK (unit IN ('working_day', 'day')),
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('statute', 'provincial_policy')),
    confirmed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (level, valid_from)
) STRICT;
CREATE TABLE urgings (
    id BLOB NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version > 0),
    unit_id BLOB NOT NULL,
    case_id BLOB,
    case_number TEXT,
    text TEXT NOT NULL,
    urged_by BLOB NOT NULL,
    rule_id BLOB,
    start_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    told_due_on TEXT NOT NULL,
    calendar_as_of TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    answer TEXT,
    answered_by BLOB,
    answered_on TEXT,
    missed_on TEXT,
    closing TEXT,
    closed_by BLOB,
    closed_on TEXT
) STRICT;
CREATE INDEX urgings_by_due ON urgings (due_on, id);
CREATE INDEX urgings_by_unit ON urgings (unit_id, due_on, id);
CREATE TABLE urging_keys (
    key_hash BLOB NOT NULL PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    urging_id BLOB NOT NULL REFERENCES urgings (id),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
