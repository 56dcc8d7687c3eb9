-- Concluded violations of persons, the log of look-ups for personnel work, recommendations after inspections,
-- and the keys that make writes to them safe to repeat. What tells of a person is sealed; its name is found by
-- a keyed hash.
CREATE TABLE conclusions (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL,
    case_id uuid,
    document_number text NOT NULL,
    document_on date NOT NULL,
    issuer text NOT NULL,
    measure text NOT NULL CHECK (measure IN ('planning_exclusion', 'recall', 'dismissal', 'warning', 'reprimand', 'none')),
    detected_by text NOT NULL CHECK (detected_by IN ('unit_itself', 'others')),
    state text NOT NULL CHECK (state IN ('recorded', 'executed', 'revoked')),
    version integer NOT NULL CHECK (version BETWEEN 1 AND 3),
    name_hash bytea NOT NULL,
    sealed bytea NOT NULL,
    executed_on date,
    execution_document text,
    executed_by uuid,
    revoked_on date,
    sealed_revocation bytea,
    revoked_by uuid,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK ((state = 'revoked') = (revoked_on IS NOT NULL)),
    CHECK (state <> 'executed' OR executed_on IS NOT NULL)
);
CREATE INDEX conclusions_by_name ON conclusions (name_hash);
CREATE INDEX conclusions_by_time ON conclusions (recorded_at, id);
CREATE TABLE personnel_checks (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL,
    at timestamptz NOT NULL,
    name_hash bytea NOT NULL,
    sealed bytea NOT NULL,
    hits integer NOT NULL CHECK (hits >= 0),
    found jsonb NOT NULL
);
CREATE INDEX personnel_checks_by_time ON personnel_checks (at, id);
CREATE TABLE recommendations (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL,
    document_number text NOT NULL,
    document_on date NOT NULL,
    body text NOT NULL,
    due_on date NOT NULL,
    version integer NOT NULL CHECK (version BETWEEN 1 AND 2),
    done_on date,
    note text,
    done_by uuid,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK ((done_on IS NULL) = (note IS NULL))
);
CREATE INDEX recommendations_by_due ON recommendations (due_on, id);
CREATE INDEX recommendations_by_unit ON recommendations (unit_id, due_on, id);
CREATE TABLE record_keys (
    key_hash bytea NOT NULL PRIMARY KEY,
    operation text NOT NULL,
    request_hash bytea NOT NULL,
    answer_id uuid NOT NULL,
    answer_version integer NOT NULL,
    created_at timestamptz NOT NULL
);
