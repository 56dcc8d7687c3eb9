-- The first schema: reference data, staff, the two channels, mail and the ledger.
-- Reference data: loaded by `import`, never constants of the program.
CREATE TABLE units (
    id uuid NOT NULL PRIMARY KEY,
    code text NOT NULL,
    scheme text NOT NULL CHECK (scheme IN ('gso', 'eid', 'local')),
    confirmed boolean NOT NULL,
    name text NOT NULL,
    name_en text NOT NULL,
    search text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('province', 'provincial_office', 'provincial_body', 'inspectorate', 'board', 'district', 'commune', 'public_service_unit', 'enterprise', 'front_organisation', 'external')),
    peer_group text CHECK (peer_group IN ('provincial_bodies', 'districts', 'communes', 'public_service_units', 'enterprises')),
    parent_id uuid REFERENCES units (id),
    valid_from date NOT NULL,
    valid_to date,
    email text,
    participates boolean NOT NULL,
    remote boolean NOT NULL,
    UNIQUE (code, valid_from)
);
CREATE TABLE sectors (
    code text NOT NULL PRIMARY KEY,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    sensitive boolean NOT NULL
);
CREATE TABLE categories (
    code text NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    kinds text NOT NULL,
    integrity boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (code, valid_from)
);
CREATE TABLE kinds (
    code text NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('service', 'integrity')),
    anonymous text NOT NULL CHECK (anonymous IN ('forbidden', 'allowed')),
    contact_required boolean NOT NULL,
    contact_visible_to_unit boolean NOT NULL,
    active boolean NOT NULL,
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    visibility_vi text NOT NULL,
    visibility_en text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (code, valid_from)
);
CREATE TABLE calendar_days (
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('holiday', 'compensatory', 'swapped_off', 'make_up')),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    decision text,
    announced_on date,
    paired_day date,
    confirmed boolean NOT NULL,
    PRIMARY KEY (day, kind)
);
CREATE TABLE deadline_rules (
    id uuid NOT NULL PRIMARY KEY,
    code text NOT NULL,
    kind text NOT NULL,
    step text NOT NULL CHECK (step IN ('accept', 'forward', 'answer')),
    variant text NOT NULL CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    n integer NOT NULL CHECK (n BETWEEN 1 AND 400),
    unit text NOT NULL CHECK (unit IN ('working_day', 'day', 'month')),
    from_event text NOT NULL CHECK (from_event IN ('received', 'forwarded_in')),
    max_extensions integer NOT NULL CHECK (max_extensions >= 0),
    extension_n integer,
    extension_unit text CHECK (extension_unit IN ('working_day', 'day', 'month')),
    roll_last_day boolean NOT NULL,
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    basis text NOT NULL CHECK (basis IN ('statute', 'provincial_policy')),
    confirmed boolean NOT NULL,
    scored boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    applies_by text NOT NULL CHECK (applies_by IN ('received_on', 'step_on')),
    UNIQUE (code, valid_from)
);
CREATE TABLE routing_rules (
    code text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    position integer NOT NULL,
    kind text NOT NULL,
    category text,
    sector text,
    accused_kind text,
    locality_kind text,
    action text NOT NULL CHECK (action IN ('accused_unit', 'locality_unit', 'unit', 'inspectorate_or_chair')),
    target_code text,
    reason_vi text NOT NULL,
    reason_en text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (code, version)
);
CREATE TABLE movements (
    id uuid NOT NULL PRIMARY KEY,
    code text NOT NULL UNIQUE,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    decision text NOT NULL,
    issued_on date NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    tail_days integer NOT NULL CHECK (tail_days >= 0),
    status text NOT NULL CHECK (status IN ('draft', 'active', 'frozen'))
);
CREATE TABLE criteria (
    movement_id uuid NOT NULL REFERENCES movements (id),
    code text NOT NULL,
    position integer NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    metric text NOT NULL CHECK (metric IN ('handled_on_time')),
    weight integer NOT NULL CHECK (weight BETWEEN 1 AND 100),
    prior_rate_bp integer NOT NULL CHECK (prior_rate_bp BETWEEN 0 AND 10000),
    prior_weight integer NOT NULL CHECK (prior_weight >= 0),
    min_opened integer NOT NULL CHECK (min_opened >= 1),
    legal_ref_vi text,
    PRIMARY KEY (movement_id, code)
);
CREATE TABLE reference_versions (
    name text NOT NULL PRIMARY KEY,
    version bigint NOT NULL,
    imported_at timestamptz NOT NULL
);

-- Staff.
CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('unit_officer', 'inspector', 'administrator')),
    unit_id uuid REFERENCES units (id),
    password_hash text NOT NULL,
    active boolean NOT NULL,
    failures integer NOT NULL,
    locked_until timestamptz,
    created_at timestamptz NOT NULL
);
CREATE TABLE sessions (
    token_hash bytea NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

-- The service channel.
CREATE TABLE reports (
    id uuid NOT NULL PRIMARY KEY,
    receipt_lookup bytea NOT NULL UNIQUE,
    body_hash bytea NOT NULL,
    kind text NOT NULL,
    category text NOT NULL,
    sector text,
    reporter_type text NOT NULL CHECK (reporter_type IN ('resident', 'business', 'organisation')),
    body text NOT NULL,
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    unit_id uuid,
    locality_id uuid,
    place text,
    procedure_code text,
    dossier_code text,
    dossier_recognised boolean,
    promised_on date,
    incident_on date,
    bribe jsonb,
    unit_may_see boolean NOT NULL,
    consent_version text NOT NULL,
    received_on date NOT NULL,
    submitted_at timestamptz NOT NULL
);
CREATE TABLE contacts (
    report_id uuid NOT NULL PRIMARY KEY REFERENCES reports (id),
    name text NOT NULL,
    phone text,
    email text,
    address text,
    tax_code text,
    organisation text,
    language text NOT NULL CHECK (language IN ('vi', 'en'))
);
CREATE TABLE cases (
    id uuid NOT NULL PRIMARY KEY,
    report_id uuid NOT NULL UNIQUE REFERENCES reports (id),
    number text NOT NULL UNIQUE,
    kind text NOT NULL,
    category text NOT NULL,
    sector text,
    state text NOT NULL CHECK (state IN ('received', 'accepted', 'answered', 'closed', 'declined')),
    version integer NOT NULL CHECK (version > 0),
    is_open boolean NOT NULL,
    holder_id uuid NOT NULL,
    accused_id uuid,
    assignee_id uuid,
    received_on date NOT NULL,
    next_due_on date NOT NULL,
    outcome text CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'not_competent')),
    closed_on date
);
CREATE INDEX cases_by_holder ON cases (holder_id, is_open, next_due_on, id);
CREATE INDEX cases_by_due ON cases (is_open, next_due_on, id);
CREATE TABLE obligations (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    unit_id uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('accept', 'forward', 'answer')),
    rule_id uuid NOT NULL,
    scored boolean NOT NULL,
    start_on date NOT NULL,
    due_on date NOT NULL,
    told_due_on date NOT NULL,
    calendar_as_of date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on date,
    missed_on date
);
CREATE UNIQUE INDEX obligations_one_open ON obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_due ON obligations (due_on, id) WHERE status = 'open';
CREATE TABLE events (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases (id),
    n integer NOT NULL CHECK (n > 0),
    kind text NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    actor_id uuid,
    payload jsonb NOT NULL,
    UNIQUE (case_id, n)
);
CREATE TABLE idempotency_keys (
    key_hash bytea NOT NULL PRIMARY KEY,
    salt bytea NOT NULL,
    operation text NOT NULL,
    request_hash bytea NOT NULL,
    case_id uuid NOT NULL,
    event_n integer NOT NULL,
    created_at timestamptz NOT NULL
);

-- The integrity channel: nothing here is read by a query of the service channel.
CREATE SCHEMA integrity;
CREATE TABLE integrity.integrity_reports (
    id uuid NOT NULL PRIMARY KEY,
    receipt_lookup bytea NOT NULL UNIQUE,
    body_hash bytea NOT NULL,
    sealed bytea NOT NULL,
    sealed_contact bytea,
    received_on date NOT NULL
);
CREATE TABLE integrity.integrity_cases (
    id uuid NOT NULL PRIMARY KEY,
    report_id uuid NOT NULL UNIQUE REFERENCES integrity.integrity_reports (id),
    number text,
    kind text NOT NULL,
    category text NOT NULL,
    sector text,
    state text NOT NULL CHECK (state IN ('received', 'accepted', 'answered', 'closed', 'declined')),
    version integer NOT NULL CHECK (version > 0),
    is_open boolean NOT NULL,
    holder_id uuid NOT NULL,
    accused_id uuid,
    assignee_id uuid,
    received_on date NOT NULL,
    next_due_on date NOT NULL,
    outcome text CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'not_competent')),
    closed_on date
);
CREATE INDEX integrity_cases_by_holder ON integrity.integrity_cases (holder_id, is_open, next_due_on, id);
CREATE INDEX integrity_cases_by_due ON integrity.integrity_cases (is_open, next_due_on, id);
CREATE TABLE integrity.integrity_obligations (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES integrity.integrity_cases (id),
    unit_id uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('accept', 'forward', 'answer')),
    rule_id uuid NOT NULL,
    scored boolean NOT NULL,
    start_on date NOT NULL,
    due_on date NOT NULL,
    told_due_on date NOT NULL,
    calendar_as_of date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on date,
    missed_on date
);
CREATE UNIQUE INDEX integrity_obligations_one_open ON integrity.integrity_obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX integrity_obligations_by_case ON integrity.integrity_obligations (case_id);
CREATE INDEX integrity_obligations_by_due ON integrity.integrity_obligations (due_on, id) WHERE status = 'open';
CREATE TABLE integrity.integrity_events (
    id uuid NOT NULL PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES integrity.integrity_cases (id),
    n integer NOT NULL CHECK (n > 0),
    kind text NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    actor_id uuid,
    payload jsonb NOT NULL,
    UNIQUE (case_id, n)
);
CREATE TABLE integrity.integrity_idempotency_keys (
    key_hash bytea NOT NULL PRIMARY KEY,
    salt bytea NOT NULL,
    operation text NOT NULL,
    request_hash bytea NOT NULL,
    case_id uuid NOT NULL,
    event_n integer NOT NULL,
    created_at timestamptz NOT NULL
);

-- Mail owed because of an event: references only, never an address.
CREATE TABLE outbox (
    id uuid NOT NULL PRIMARY KEY,
    dedup_key text NOT NULL UNIQUE,
    template text NOT NULL,
    recipient_kind text NOT NULL CHECK (recipient_kind IN ('unit', 'contact', 'sealed')),
    recipient_id uuid NOT NULL,
    case_id uuid,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    lease_token uuid,
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'dead', 'cancelled')),
    settled_at timestamptz,
    last_error text
);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status = 'pending';
CREATE INDEX outbox_dead ON outbox (settled_at, id) WHERE status = 'dead';

-- Signed counts; a figure is a sum over them.
CREATE TABLE ledger_entries (
    id uuid NOT NULL PRIMARY KEY,
    event_id uuid NOT NULL,
    case_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    cohort_on date NOT NULL,
    metric text NOT NULL CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released')),
    kind text NOT NULL,
    delta integer NOT NULL CHECK (delta IN (-1, 1)),
    UNIQUE (event_id, unit_id, metric, delta)
);
CREATE INDEX ledger_by_unit ON ledger_entries (unit_id, cohort_on, metric, delta);
