-- The first schema: reference data, staff, the two channels, mail and the ledger.
-- Reference data: loaded by `import`, never constants of the program.
CREATE TABLE units (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    scheme TEXT NOT NULL CHECK (scheme IN ('gso', 'eid', 'local')),
    confirmed INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_en TEXT NOT NULL,
    search TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('province', 'provincial_office', 'provincial_body', 'inspectorate', 'board', 'district', 'commune', 'public_service_unit', 'enterprise', 'front_organisation', 'external')),
    peer_group TEXT CHECK (peer_group IN ('provincial_bodies', 'districts', 'communes', 'public_service_units', 'enterprises')),
    parent_id BLOB REFERENCES units (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    email TEXT,
    participates INTEGER NOT NULL,
    remote INTEGER NOT NULL,
    UNIQUE (code, valid_from)
) STRICT;
CREATE TABLE sectors (
    code TEXT NOT NULL PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    sensitive INTEGER NOT NULL
) STRICT;
CREATE TABLE categories (
    code TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kinds TEXT NOT NULL,
    integrity INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (code, valid_from)
) STRICT;
CREATE TABLE kinds (
    code TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('service', 'integrity')),
    anonymous TEXT NOT NULL CHECK (anonymous IN ('forbidden', 'allowed')),
    contact_required INTEGER NOT NULL,
    contact_visible_to_unit INTEGER NOT NULL,
    active INTEGER NOT NULL,
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    visibility_vi TEXT NOT NULL,
    visibility_en TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (code, valid_from)
) STRICT;
CREATE TABLE calendar_days (
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'compensatory', 'swapped_off', 'make_up')),
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    decision TEXT,
    announced_on TEXT,
    paired_day TEXT,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (day, kind)
) STRICT;
CREATE TABLE deadline_rules (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer')),
    variant TEXT NOT NULL CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 400),
    unit TEXT NOT NULL CHECK (unit IN ('working_day', 'day', 'month')),
    from_event TEXT NOT NULL CHECK (from_event IN ('received', 'forwarded_in')),
    max_extensions INTEGER NOT NULL CHECK (max_extensions >= 0),
    extension_n INTEGER,
    extension_unit TEXT CHECK (extension_unit IN ('working_day', 'day', 'month')),
    roll_last_day INTEGER NOT NULL,
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('statute', 'provincial_policy')),
    confirmed INTEGER NOT NULL,
    scored INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    applies_by TEXT NOT NULL CHECK (applies_by IN ('received_on', 'step_on')),
    UNIQUE (code, valid_from)
) STRICT;
CREATE TABLE routing_rules (
    code TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    category TEXT,
    sector TEXT,
    accused_kind TEXT,
    locality_kind TEXT,
    action TEXT NOT NULL CHECK (action IN ('accused_unit', 'locality_unit', 'unit', 'inspectorate_or_chair')),
    target_code TEXT,
    reason_vi TEXT NOT NULL,
    reason_en TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (code, version)
) STRICT;
CREATE TABLE movements (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    decision TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    tail_days INTEGER NOT NULL CHECK (tail_days >= 0),
    status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'frozen'))
) STRICT;
CREATE TABLE criteria (
    movement_id BLOB NOT NULL REFERENCES movements (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    metric TEXT NOT NULL CHECK (metric IN ('handled_on_time')),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 100),
    prior_rate_bp INTEGER NOT NULL CHECK (prior_rate_bp BETWEEN 0 AND 10000),
    prior_weight INTEGER NOT NULL CHECK (prior_weight >= 0),
    min_opened INTEGER NOT NULL CHECK (min_opened >= 1),
    legal_ref_vi TEXT,
    PRIMARY KEY (movement_id, code)
) STRICT;
CREATE TABLE reference_versions (
    name TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    imported_at INTEGER NOT NULL
) STRICT;

-- Staff.
CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('unit_officer', 'inspector', 'administrator')),
    unit_id BLOB REFERENCES units (id),
    password_hash TEXT NOT NULL,
    active INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    locked_until INTEGER,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- The service channel.
CREATE TABLE reports (
    id BLOB NOT NULL PRIMARY KEY,
    receipt_lookup BLOB NOT NULL UNIQUE,
    body_hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sector TEXT,
    reporter_type TEXT NOT NULL CHECK (reporter_type IN ('resident', 'business', 'organisation')),
    body TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
    unit_id BLOB,
    locality_id BLOB,
    place TEXT,
    procedure_code TEXT,
    dossier_code TEXT,
    dossier_recognised INTEGER,
    promised_on TEXT,
    incident_on TEXT,
    bribe TEXT,
    unit_may_see INTEGER NOT NULL,
    consent_version TEXT NOT NULL,
    received_on TEXT NOT NULL,
    submitted_at INTEGER NOT NULL
) STRICT;
CREATE TABLE contacts (
    report_id BLOB NOT NULL PRIMARY KEY REFERENCES reports (id),
    name TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    address TEXT,
    tax_code TEXT,
    organisation TEXT,
    language TEXT NOT NULL CHECK (language IN ('vi', 'en'))
) STRICT;
CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY,
    report_id BLOB NOT NULL UNIQUE REFERENCES reports (id),
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sector TEXT,
    state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'answered', 'closed', 'declined')),
    version INTEGER NOT NULL CHECK (version > 0),
    is_open INTEGER NOT NULL,
    holder_id BLOB NOT NULL,
    accused_id BLOB,
    assignee_id BLOB,
    received_on TEXT NOT NULL,
    next_due_on TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'not_competent')),
    closed_on TEXT
) STRICT;
CREATE INDEX cases_by_holder ON cases (holder_id, is_open, next_due_on, id);
CREATE INDEX cases_by_due ON cases (is_open, next_due_on, id);
CREATE TABLE obligations (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    unit_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer')),
    rule_id BLOB NOT NULL,
    scored INTEGER NOT NULL,
    start_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    told_due_on TEXT NOT NULL,
    calendar_as_of TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on TEXT,
    missed_on TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX obligations_one_open ON obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_due ON obligations (due_on, id) WHERE status = 'open';
CREATE TABLE events (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor_id BLOB,
    payload TEXT NOT NULL,
    UNIQUE (case_id, n)
) STRICT;
CREATE TABLE idempotency_keys (
    key_hash BLOB NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    case_id BLOB NOT NULL,
    event_n INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The integrity channel: nothing here is read by a query of the service channel. A rowid would keep the
-- order in which tips arrived among dated rows of staff, so these tables have none.
CREATE TABLE integrity_reports (
    id BLOB NOT NULL PRIMARY KEY,
    receipt_lookup BLOB NOT NULL UNIQUE,
    body_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    sealed_contact BLOB,
    received_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE integrity_cases (
    id BLOB NOT NULL PRIMARY KEY,
    report_id BLOB NOT NULL UNIQUE REFERENCES integrity_reports (id),
    number TEXT,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sector TEXT,
    state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'answered', 'closed', 'declined')),
    version INTEGER NOT NULL CHECK (version > 0),
    is_open INTEGER NOT NULL,
    holder_id BLOB NOT NULL,
    accused_id BLOB,
    assignee_id BLOB,
    received_on TEXT NOT NULL,
    next_due_on TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'not_competent')),
    closed_on TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX integrity_cases_by_holder ON integrity_cases (holder_id, is_open, next_due_on, id);
CREATE INDEX integrity_cases_by_due ON integrity_cases (is_open, next_due_on, id);
CREATE TABLE integrity_obligations (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES integrity_cases (id),
    unit_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer')),
    rule_id BLOB NOT NULL,
    scored INTEGER NOT NULL,
    start_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    told_due_on TEXT NOT NULL,
    calendar_as_of TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on TEXT,
    missed_on TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX integrity_obligations_one_open ON integrity_obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX integrity_obligations_by_case ON integrity_obligations (case_id);
CREATE INDEX integrity_obligations_by_due ON integrity_obligations (due_on, id) WHERE status = 'open';
CREATE TABLE integrity_events (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES integrity_cases (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor_id BLOB,
    payload TEXT NOT NULL,
    UNIQUE (case_id, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE integrity_idempotency_keys (
    key_hash BLOB NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    case_id BLOB NOT NULL,
    event_n INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mail owed because of an event: references only, never an address.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    dedup_key TEXT NOT NULL UNIQUE,
    template TEXT NOT NULL,
    recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('unit', 'contact', 'sealed')),
    recipient_id BLOB NOT NULL,
    case_id BLOB,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_token BLOB,
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'dead', 'cancelled')),
    settled_at INTEGER,
    last_error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status = 'pending';
CREATE INDEX outbox_dead ON outbox (settled_at, id) WHERE status = 'dead';

-- Signed counts; a figure is a sum over them.
CREATE TABLE ledger_entries (
    id BLOB NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    cohort_on TEXT NOT NULL,
    metric TEXT NOT NULL CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released')),
    kind TEXT NOT NULL,
    delta INTEGER NOT NULL CHECK (delta IN (-1, 1)),
    UNIQUE (event_id, unit_id, metric, delta)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_unit ON ledger_entries (unit_id, cohort_on, metric, delta);
