-- Undone only while nothing uses what it added: a row the old schema does not know stops it.
DROP INDEX cases_by_wait;
DROP INDEX integrity_cases_by_wait;
CREATE TABLE new_deadline_rules (
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
INSERT INTO new_deadline_rules (id, code, kind, step, variant, n, unit, from_event, max_extensions, extension_n, extension_unit, roll_last_day, legal_ref_vi, legal_ref_en, basis, confirmed, scored, valid_from, valid_to, applies_by)
SELECT id, code, kind, step, variant, n, unit, from_event, max_extensions, extension_n, extension_unit, roll_last_day, legal_ref_vi, legal_ref_en, basis, confirmed, scored, valid_from, valid_to, applies_by FROM deadline_rules;
DROP TABLE deadline_rules;
ALTER TABLE new_deadline_rules RENAME TO deadline_rules;
CREATE TABLE new_routing_rules (
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
INSERT INTO new_routing_rules (code, version, position, kind, category, sector, accused_kind, locality_kind, action, target_code, reason_vi, reason_en, valid_from, valid_to)
SELECT code, version, position, kind, category, sector, accused_kind, locality_kind, action, target_code, reason_vi, reason_en, valid_from, valid_to FROM routing_rules;
DROP TABLE routing_rules;
ALTER TABLE new_routing_rules RENAME TO routing_rules;
CREATE TABLE new_users (
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
CREATE TABLE new_sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES new_users (id),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO new_users (id, login, name, role, unit_id, password_hash, active, failures, locked_until, created_at)
SELECT id, login, name, role, unit_id, password_hash, active, failures, locked_until, created_at FROM users;
INSERT INTO new_sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
SELECT token_hash, user_id, created_at, last_seen_at, expires_at FROM sessions;
DROP TABLE sessions;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE TABLE new_reports (
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
CREATE TABLE new_contacts (
    report_id BLOB NOT NULL PRIMARY KEY REFERENCES new_reports (id),
    name TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    address TEXT,
    tax_code TEXT,
    organisation TEXT,
    language TEXT NOT NULL CHECK (language IN ('vi', 'en'))
) STRICT;
CREATE TABLE new_cases (
    id BLOB NOT NULL PRIMARY KEY,
    report_id BLOB NOT NULL UNIQUE REFERENCES new_reports (id),
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
CREATE TABLE new_obligations (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES new_cases (id),
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
CREATE TABLE new_events (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES new_cases (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor_id BLOB,
    payload TEXT NOT NULL,
    UNIQUE (case_id, n)
) STRICT;
INSERT INTO new_reports (id, receipt_lookup, body_hash, kind, category, sector, reporter_type, body, language, unit_id, locality_id, place, procedure_code, dossier_code, dossier_recognised, promised_on, incident_on, bribe, unit_may_see, consent_version, received_on, submitted_at)
SELECT id, receipt_lookup, body_hash, kind, category, sector, reporter_type, body, language, unit_id, locality_id, place, procedure_code, dossier_code, dossier_recognised, promised_on, incident_on, bribe, unit_may_see, consent_version, received_on, submitted_at FROM reports;
INSERT INTO new_contacts (report_id, name, phone, email, address, tax_code, organisation, language)
SELECT report_id, name, phone, email, address, tax_code, organisation, language FROM contacts;
INSERT INTO new_cases (id, report_id, number, kind, category, sector, state, version, is_open, holder_id, accused_id, assignee_id, received_on, next_due_on, outcome, closed_on)
SELECT id, report_id, number, kind, category, sector, state, version, is_open, holder_id, accused_id, assignee_id, received_on, next_due_on, outcome, closed_on FROM cases;
INSERT INTO new_obligations (id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on)
SELECT id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on FROM obligations;
INSERT INTO new_events (id, case_id, n, kind, at, day, actor_id, payload)
SELECT id, case_id, n, kind, at, day, actor_id, payload FROM events;
DROP TABLE events;
DROP TABLE obligations;
DROP TABLE cases;
DROP TABLE contacts;
DROP TABLE reports;
ALTER TABLE new_reports RENAME TO reports;
ALTER TABLE new_contacts RENAME TO contacts;
ALTER TABLE new_cases RENAME TO cases;
ALTER TABLE new_obligations RENAME TO obligations;
ALTER TABLE new_events RENAME TO events;
CREATE INDEX cases_by_holder ON cases (holder_id, is_open, next_due_on, id);
CREATE INDEX cases_by_due ON cases (is_open, next_due_on, id);
CREATE UNIQUE INDEX obligations_one_open ON obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_due ON obligations (due_on, id) WHERE status = 'open';
CREATE TABLE new_integrity_cases (
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
CREATE TABLE new_integrity_obligations (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES new_integrity_cases (id),
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
CREATE TABLE new_integrity_events (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES new_integrity_cases (id),
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor_id BLOB,
    payload TEXT NOT NULL,
    UNIQUE (case_id, n)
) STRICT, WITHOUT ROWID;
INSERT INTO new_integrity_cases (id, report_id, number, kind, category, sector, state, version, is_open, holder_id, accused_id, assignee_id, received_on, next_due_on, outcome, closed_on)
SELECT id, report_id, number, kind, category, sector, state, version, is_open, holder_id, accused_id, assignee_id, received_on, next_due_on, outcome, closed_on FROM integrity_cases;
INSERT INTO new_integrity_obligations (id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on)
SELECT id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on FROM integrity_obligations;
INSERT INTO new_integrity_events (id, case_id, n, kind, at, day, actor_id, payload)
SELECT id, case_id, n, kind, at, day, actor_id, payload FROM integrity_events;
DROP TABLE integrity_events;
DROP TABLE integrity_obligations;
DROP TABLE integrity_cases;
ALTER TABLE new_integrity_cases RENAME TO integrity_cases;
ALTER TABLE new_integrity_obligations RENAME TO integrity_obligations;
ALTER TABLE new_integrity_events RENAME TO integrity_events;
CREATE INDEX integrity_cases_by_holder ON integrity_cases (holder_id, is_open, next_due_on, id);
CREATE INDEX integrity_cases_by_due ON integrity_cases (is_open, next_due_on, id);
CREATE UNIQUE INDEX integrity_obligations_one_open ON integrity_obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX integrity_obligations_by_case ON integrity_obligations (case_id);
CREATE INDEX integrity_obligations_by_due ON integrity_obligations (due_on, id) WHERE status = 'open';
DROP TABLE transition_rules;
DROP TABLE complexity_criteria;
DROP TABLE pause_rules;
ALTER TABLE integrity_reports DROP COLUMN activated;
ALTER TABLE kinds DROP COLUMN form_en;
ALTER TABLE kinds DROP COLUMN form_vi;
ALTER TABLE kinds DROP COLUMN confirmed;
ALTER TABLE kinds DROP COLUMN specially_complex_from;
ALTER TABLE kinds DROP COLUMN complex_from;
ALTER TABLE kinds DROP COLUMN requires;
ALTER TABLE kinds DROP COLUMN signature;
ALTER TABLE kinds DROP COLUMN filed_via;
ALTER TABLE kinds DROP COLUMN filed_by;
