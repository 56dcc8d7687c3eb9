-- Urging: when lateness is escalated to whom, and letters with an answer clock of their own.
CREATE TABLE escalations (
    level text NOT NULL CHECK (level IN ('leader', 'superior', 'inspectorate', 'tripwire')),
    n integer NOT NULL CHECK (n BETWEEN 0 AND 400),
    unit text NOT NULL CHECK (unit IN ('working_day', 'day')),
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    basis text NOT NULL CHECK (basis IN ('statute', 'provincial_policy')),
    confirmed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (level, valid_from)
);
CREATE TABLE urgings (
    id uuid NOT NULL PRIMARY KEY,
    number text NOT NULL UNIQUE,
    version integer NOT NULL CHECK (version > 0),
    unit_id uuid NOT NULL,
    case_id uuid,
    case_number text,
    text text NOT NULL,
    urged_by uuid NOT NULL,
    rule_id uuid,
    start_on date NOT NULL,
    due_on date NOT NULL,
    told_due_on date NOT NULL,
    calendar_as_of date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'answered', 'closed')),
    answer text,
    answered_by uuid,
    answered_on date,
    missed_on date,
    closing text,
    closed_by uuid,
    closed_on date
);
CREATE INDEX urgings_by_due ON urgings (due_on, id);
CREATE INDEX urgings_by_unit ON urgings (unit_id, due_on, id);
CREATE TABLE urging_keys (
    key_hash bytea NOT NULL PRIMARY KEY,
    operation text NOT NULL,
    request_hash bytea NOT NULL,
    urging_id uuid NOT NULL REFERENCES urgings (id),
    created_at timestamptz NOT NULL
);
