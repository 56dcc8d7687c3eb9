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
    lat INTEGER CHECK (lat BETWEEN -9000 AND 9000),
    lon INTEGER CHECK (lon BETWEEN -18000 AND 18000),
    UNIQUE (code, valid_from)
) STRICT;
CREATE TABLE successions (
    old_code TEXT NOT NULL,
    old_valid_from TEXT NOT NULL,
    new_code TEXT NOT NULL,
    new_valid_from TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('full', 'partial')),
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (old_code, old_valid_from, new_code, new_valid_from),
    FOREIGN KEY (old_code, old_valid_from) REFERENCES units (code, valid_from),
    FOREIGN KEY (new_code, new_valid_from) REFERENCES units (code, valid_from)
) STRICT;
CREATE TABLE sectors (
    code TEXT NOT NULL PRIMARY KEY,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    sensitive INTEGER NOT NULL
) STRICT;
CREATE TABLE procedures (
    code TEXT NOT NULL,
    name_vi TEXT,
    name_en TEXT,
    units TEXT NOT NULL,
    working_days INTEGER,
    confirmed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (code, valid_from)
) STRICT;
CREATE TABLE consents (
    version TEXT NOT NULL PRIMARY KEY,
    text_vi TEXT NOT NULL,
    text_en TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT
) STRICT;
CREATE TABLE hints (
    words TEXT NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    weight INTEGER NOT NULL,
    marked INTEGER NOT NULL
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
    filed_by TEXT NOT NULL DEFAULT '',
    filed_via TEXT NOT NULL DEFAULT 'online',
    signature TEXT NOT NULL DEFAULT 'none' CHECK (signature IN ('none', 'required')),
    requires TEXT NOT NULL DEFAULT '',
    complex_from INTEGER,
    specially_complex_from INTEGER,
    confirmed INTEGER NOT NULL DEFAULT 1,
    form_vi TEXT,
    form_en TEXT,
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
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge', 'make_public', 'file', 'sign', 'reply', 'confirm', 'reopen')),
    variant TEXT NOT NULL CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex', 'checked_elsewhere')),
    n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 400),
    unit TEXT NOT NULL CHECK (unit IN ('working_day', 'day', 'month')),
    from_event TEXT NOT NULL CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'declined', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened', 'undecided')),
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
CREATE TABLE pause_rules (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    ground TEXT NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    cap_n INTEGER,
    cap_unit TEXT CHECK (cap_unit IN ('working_day', 'day', 'month')),
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    applies_by TEXT NOT NULL CHECK (applies_by IN ('received_on', 'step_on')),
    PRIMARY KEY (code, valid_from)
) STRICT;
CREATE TABLE complexity_criteria (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (kind, code, valid_from)
) STRICT;
CREATE TABLE transition_rules (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('pause', 'withdrawal', 'dialogue', 'accept', 'all')),
    condition TEXT NOT NULL CHECK (condition IN ('accepted_before', 'received_before')),
    effective_on TEXT NOT NULL,
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    confirmed INTEGER NOT NULL
) STRICT;
CREATE TABLE escalations (
    level TEXT NOT NULL CHECK (level IN ('leader', 'superior', 'inspectorate', 'tripwire')),
    step TEXT NOT NULL DEFAULT 'any',
    n INTEGER NOT NULL CHECK (n BETWEEN 0 AND 400),
    unit TEXT NOT NULL CHECK (unit IN ('working_day', 'day')),
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('statute', 'provincial_policy')),
    confirmed INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    PRIMARY KEY (level, step, valid_from)
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
    action TEXT NOT NULL CHECK (action IN ('accused_unit', 'locality_unit', 'unit', 'inspectorate_or_chair', 'superior_of_accused')),
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
    decision TEXT,
    issued_on TEXT,
    issuer TEXT NOT NULL,
    legal_refs TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    tail_days INTEGER NOT NULL CHECK (tail_days >= 0),
    participants TEXT NOT NULL,
    size_classes TEXT NOT NULL,
    is_template INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'frozen')),
    version INTEGER NOT NULL CHECK (version > 0),
    CHECK (starts_on <= ends_on),
    CHECK (status = 'draft' OR is_template = 0)
) STRICT;
CREATE TABLE metrics (
    code TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    numerator TEXT NOT NULL,
    denominator TEXT NOT NULL,
    cases TEXT NOT NULL,
    left_out TEXT,
    cohort_vi TEXT NOT NULL,
    cohort_en TEXT NOT NULL,
    excluded_vi TEXT NOT NULL,
    excluded_en TEXT NOT NULL
) STRICT;
CREATE TABLE criteria (
    movement_id BLOB NOT NULL REFERENCES movements (id),
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL,
    metric TEXT NOT NULL,
    target INTEGER NOT NULL CHECK (target BETWEEN 1 AND 9),
    peer_groups TEXT NOT NULL,
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
    role TEXT NOT NULL CHECK (role IN ('unit_officer', 'unit_leader', 'reception', 'inspector', 'administrator', 'personnel_reader', 'front_member', 'inspectorate_head', 'auditor', 'board')),
    unit_id BLOB REFERENCES units (id),
    password_hash TEXT NOT NULL,
    active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    email TEXT,
    signed_in_on TEXT,
    made_by BLOB REFERENCES users (id),
    changed_by BLOB REFERENCES users (id),
    changed_at INTEGER,
    email_since INTEGER
) STRICT;
CREATE INDEX users_by_role ON users (role, login);
CREATE INDEX users_by_unit ON users (unit_id, login);
-- A link that sets a password once. Whoever asks for one of an account that is not there leaves a row alike, which is why the owner is no reference.
CREATE TABLE account_links (
    owner_id BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    token_hash BLOB NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
-- What one administrator asks for and another confirms.
CREATE TABLE account_requests (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    id BLOB NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('reset', 'place', 'open', 'factor')),
    role TEXT,
    unit_id BLOB REFERENCES units (id),
    asked_by BLOB NOT NULL REFERENCES users (id),
    asked_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
-- Where an account had its mail, until it is told there that it has it elsewhere.
CREATE TABLE former_emails (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    email TEXT NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proven_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
-- What an account signs in with besides its password: a secret that makes codes of the time, begun and then confirmed by one of them.
CREATE TABLE second_factors (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    sealed BLOB NOT NULL,
    begun_at INTEGER NOT NULL,
    tries INTEGER NOT NULL CHECK (tries >= 0),
    last_step INTEGER NOT NULL,
    confirmed_on TEXT
) STRICT;
-- What stands in for such a code, once each.
CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id),
    code_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;
-- How long an account waits after wrong passwords: for all networks it does not know, and for each that it knows.
CREATE TABLE sign_in_guards (
    guard BLOB NOT NULL PRIMARY KEY,
    user_id BLOB REFERENCES users (id),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    failed_on TEXT NOT NULL,
    locked_until INTEGER,
    untold INTEGER NOT NULL CHECK (untold >= 0),
    seen_on TEXT,
    CHECK ((user_id IS NULL) = (seen_on IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_guards_by_user ON sign_in_guards (user_id, seen_on) WHERE user_id IS NOT NULL;
CREATE TABLE postings (
    user_id BLOB NOT NULL REFERENCES users (id),
    n INTEGER NOT NULL,
    unit_id BLOB REFERENCES units (id),
    role TEXT NOT NULL,
    since_on TEXT NOT NULL,
    until_on TEXT,
    cause TEXT NOT NULL CHECK (cause IN ('added', 'succession', 'moved', 'reopened')),
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, n)
) STRICT, WITHOUT ROWID;
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
    CHECK (ended_by IS NULL OR ended_on IS NOT NULL)
) STRICT;
CREATE INDEX deputies_by_user ON deputies (user_id, valid_to);
CREATE INDEX deputies_by_unit ON deputies (unit_id, valid_to);
-- Subscriptions of staff systems; address and secret are sealed, and what is sent is nowhere.
CREATE TABLE webhooks (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    told_at INTEGER NOT NULL,
    told_key INTEGER NOT NULL,
    until_at INTEGER,
    next_at INTEGER,
    lease_token BLOB,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    failing_since INTEGER,
    outcome TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX webhooks_by_user ON webhooks (user_id);
CREATE INDEX webhooks_due ON webhooks (failures, next_at, id) WHERE next_at IS NOT NULL;
-- Lists that somebody took out as a file: sealed, for a day, for that account alone.
CREATE TABLE exports (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL REFERENCES users (id),
    made_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    sealed_head BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX exports_by_user ON exports (user_id, made_at);
CREATE INDEX exports_by_end ON exports (ends_at);
-- Papers that bodies issued, numbered within body and year. One of a case that became a tip names no case any more.
CREATE TABLE papers (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL REFERENCES units (id),
    year INTEGER NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    kind TEXT NOT NULL CHECK (kind IN ('acceptance', 'refusal', 'forwarding', 'apology', 'urging', 'conclusion')),
    case_id BLOB,
    urging_id BLOB,
    issued_at INTEGER NOT NULL,
    issued_by BLOB NOT NULL REFERENCES users (id),
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX papers_by_number ON papers (unit_id, year, n);
CREATE INDEX papers_by_case ON papers (case_id, issued_at) WHERE case_id IS NOT NULL;
CREATE TABLE conflicts (
    user_id BLOB NOT NULL REFERENCES users (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    until TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    PRIMARY KEY (user_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE routing_edits (
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    edited_by BLOB NOT NULL REFERENCES users (id),
    edited_at INTEGER NOT NULL,
    PRIMARY KEY (code, version),
    FOREIGN KEY (code, version) REFERENCES routing_rules (code, version)
) STRICT, WITHOUT ROWID;
-- A movement that somebody drafted or signed here is no longer the files' to change.
CREATE TABLE movement_edits (
    movement_id BLOB NOT NULL REFERENCES movements (id),
    version INTEGER NOT NULL,
    edited_by BLOB NOT NULL REFERENCES users (id),
    edited_at INTEGER NOT NULL,
    PRIMARY KEY (movement_id, version)
) STRICT, WITHOUT ROWID;
-- What is frozen of a movement: the facts and what they come to, as texts. Nothing here is ever changed; a later one stands beside.
CREATE TABLE snapshots (
    movement_id BLOB NOT NULL REFERENCES movements (id),
    version INTEGER NOT NULL CHECK (version > 0),
    movement_version INTEGER NOT NULL,
    facts TEXT NOT NULL,
    facts_sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL,
    outcome_sha256 TEXT NOT NULL,
    reason TEXT,
    made_by BLOB NOT NULL REFERENCES users (id),
    made_at INTEGER NOT NULL,
    PRIMARY KEY (movement_id, version),
    CHECK (version = 1 OR reason IS NOT NULL)
) STRICT;
-- What people judge of a unit in a movement: its word on an attested criterion, a merit, a fault, an objection. Where it stands follows
-- from the acts; the version is how many there are.
CREATE TABLE assessments (
    id BLOB NOT NULL PRIMARY KEY,
    movement_id BLOB NOT NULL REFERENCES movements (id),
    unit_id BLOB NOT NULL,
    subject_key TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('claimed', 'judged', 'verified', 'objected', 'settled')),
    version INTEGER NOT NULL CHECK (version > 0),
    acts TEXT NOT NULL,
    UNIQUE (movement_id, unit_id, subject_key)
) STRICT;
CREATE INDEX assessments_by_movement ON assessments (movement_id, id);
CREATE INDEX assessments_by_unit ON assessments (movement_id, unit_id, id);
CREATE INDEX assessments_by_state ON assessments (movement_id, state, id);
-- What the board drafts and the head of the inspectorate signs; the content is the text that the hash is of.
CREATE TABLE criteria_sets (
    movement_id BLOB NOT NULL REFERENCES movements (id),
    version INTEGER NOT NULL CHECK (version > 0),
    revision INTEGER NOT NULL CHECK (revision > 0),
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'signed')),
    from_day TEXT NOT NULL,
    content TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    drafted_by BLOB NOT NULL REFERENCES users (id),
    drafted_at INTEGER NOT NULL,
    submitted_by BLOB REFERENCES users (id),
    submitted_at INTEGER,
    signed_by BLOB REFERENCES users (id),
    signed_at INTEGER,
    returned_for TEXT,
    PRIMARY KEY (movement_id, version),
    CHECK ((submitted_by IS NULL) = (state = 'draft')),
    CHECK ((submitted_by IS NULL) = (submitted_at IS NULL)),
    CHECK ((signed_by IS NULL) = (state <> 'signed')),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL)),
    CHECK (signed_by IS NULL OR (signed_by <> drafted_by AND signed_by <> submitted_by))
) STRICT;

-- The service channel.
CREATE TABLE cases (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sector TEXT,
    state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'awaiting_reporter', 'suspended', 'answered', 'closed', 'declined', 'withdrawn', 'referred')),
    version INTEGER NOT NULL CHECK (version > 0),
    is_open INTEGER NOT NULL,
    holder_id BLOB NOT NULL,
    accused_id BLOB,
    assignee_id BLOB,
    received_on TEXT NOT NULL,
    next_due_on TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'slander_concluded', 'not_competent', 'withdrawn')),
    closed_on TEXT,
    variant TEXT NOT NULL DEFAULT 'normal' CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    waits_until TEXT,
    course TEXT NOT NULL DEFAULT '{}',
    awaits_inspector INTEGER NOT NULL DEFAULT 0,
    hinted INTEGER NOT NULL DEFAULT 0,
    merged_into BLOB,
    held_until INTEGER
) STRICT;
-- A unit's page walks its own cases alone; what it is narrowed by stands behind, so that what does not fit is passed over in the index.
CREATE INDEX cases_by_holder ON cases (holder_id, is_open, next_due_on, id, kind, category);
CREATE INDEX cases_by_due ON cases (is_open, next_due_on, id);
CREATE INDEX cases_by_state ON cases (state, next_due_on, id);
CREATE INDEX cases_held_in_state ON cases (holder_id, state, next_due_on, id);
CREATE INDEX cases_by_kind ON cases (kind, is_open, next_due_on, id);
CREATE INDEX cases_by_category ON cases (category, is_open, next_due_on, id);
CREATE INDEX cases_by_accused ON cases (accused_id, is_open, next_due_on, id) WHERE accused_id IS NOT NULL;
CREATE INDEX cases_by_assignee ON cases (assignee_id, is_open, next_due_on, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX cases_received ON cases (received_on);
CREATE INDEX cases_closed ON cases (closed_on) WHERE closed_on IS NOT NULL;
CREATE INDEX cases_by_wait ON cases (waits_until, id) WHERE waits_until IS NOT NULL;
CREATE INDEX cases_awaiting ON cases (next_due_on, id) WHERE awaits_inspector;
CREATE INDEX cases_hinted ON cases (next_due_on, id) WHERE hinted;
CREATE INDEX cases_merged ON cases (merged_into, id) WHERE merged_into IS NOT NULL;
CREATE INDEX cases_held ON cases (held_until, id) WHERE held_until IS NOT NULL;
CREATE TABLE reports (
    case_key INTEGER NOT NULL PRIMARY KEY REFERENCES cases (key),
    said TEXT NOT NULL,
    dossier_key TEXT,
    activated INTEGER NOT NULL,
    continues_id BLOB REFERENCES cases (id)
) STRICT;
CREATE TABLE case_changes (
    case_key INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('all', 'holder', 'accused')),
    reader_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (case_key, side)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_changes_by_key ON case_changes (side, reader_id, case_key);
CREATE INDEX case_changes_by_time ON case_changes (side, reader_id, at, case_key);
CREATE TABLE case_terms (
    term TEXT NOT NULL,
    case_key INTEGER NOT NULL,
    PRIMARY KEY (term, case_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_terms_of ON case_terms (case_key);
CREATE TABLE contact_terms (
    hash BLOB NOT NULL,
    case_key INTEGER NOT NULL,
    PRIMARY KEY (hash, case_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_terms_of ON contact_terms (case_key);
CREATE TABLE staff_texts (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'draft', 'view', 'template', 'group')),
    unit_id BLOB,
    user_id BLOB NOT NULL,
    case_key INTEGER REFERENCES cases (key),
    shared INTEGER NOT NULL,
    name TEXT NOT NULL,
    said TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_texts_by_case ON staff_texts (case_key, changed_at) WHERE case_key IS NOT NULL;
CREATE INDEX staff_texts_by_user ON staff_texts (user_id, kind, name);
CREATE INDEX staff_texts_shared ON staff_texts (unit_id, kind, name) WHERE shared;
CREATE TABLE case_group_members (
    group_id BLOB NOT NULL REFERENCES staff_texts (id),
    case_key INTEGER NOT NULL REFERENCES cases (key),
    PRIMARY KEY (group_id, case_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_group_members_of ON case_group_members (case_key);
CREATE TABLE contacts (
    case_key INTEGER NOT NULL PRIMARY KEY REFERENCES reports (case_key),
    name TEXT NOT NULL,
    phone TEXT,
    email TEXT,
    address TEXT,
    tax_code TEXT,
    organisation TEXT,
    language TEXT NOT NULL CHECK (language IN ('vi', 'en')),
    id_number TEXT,
    position TEXT,
    unit_code TEXT,
    consent_version TEXT
) STRICT;
CREATE TABLE obligations (
    case_key INTEGER NOT NULL REFERENCES cases (key),
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge')),
    rule_id BLOB NOT NULL,
    scored INTEGER NOT NULL,
    start_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    told_due_on TEXT NOT NULL,
    calendar_as_of TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on TEXT,
    missed_on TEXT,
    cohort_on TEXT NOT NULL,
    moves TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (case_key, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX obligations_one_open ON obligations (case_key, step, unit_id) WHERE status = 'open';
CREATE INDEX obligations_by_due ON obligations (due_on, id) WHERE status = 'open';
CREATE INDEX obligations_by_miss ON obligations (missed_on, unit_id) WHERE missed_on IS NOT NULL;
CREATE INDEX obligations_taking_up ON obligations (unit_id, cohort_on) WHERE step = 'accept';
CREATE INDEX obligations_answered ON obligations (unit_id, ended_on) WHERE step = 'answer' AND status = 'met';
CREATE TABLE events (
    case_key INTEGER NOT NULL REFERENCES cases (key),
    n INTEGER NOT NULL CHECK (n > 0),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor_id BLOB,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_key, n)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX events_by_id ON events (id);
-- Cases that were called up, as the units know them that had them: of each the same, whatever became of it. A rowid would
-- keep an order.
CREATE TABLE called_up (
    case_id BLOB NOT NULL PRIMARY KEY,
    case_key INTEGER NOT NULL UNIQUE,
    unit_id BLOB,
    number TEXT NOT NULL UNIQUE,
    received_on TEXT NOT NULL,
    called_up_on TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX called_up_by_unit ON called_up (unit_id, called_up_on DESC, case_id);
-- The lists of what a movement counts of a quarter: closed once, hashed, and drawn from by a seed that came to be afterwards.
CREATE TABLE matter_lists (
    movement_id BLOB NOT NULL REFERENCES movements (id),
    quarter_on TEXT NOT NULL,
    closed_on TEXT NOT NULL,
    matters INTEGER NOT NULL CHECK (matters >= 0),
    hash BLOB NOT NULL,
    seed BLOB,
    PRIMARY KEY (movement_id, quarter_on)
) STRICT, WITHOUT ROWID;
CREATE TABLE matters (
    movement_id BLOB NOT NULL,
    quarter_on TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    unit_id BLOB NOT NULL REFERENCES units (id),
    case_key INTEGER NOT NULL,
    told_on TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('anchored', 'unanchored')),
    stratum TEXT NOT NULL CHECK (stratum IN ('late', 'contested', 'plain', 'risky', 'ended', 'confirmed')),
    source INTEGER NOT NULL CHECK (source > 0),
    weight_milli INTEGER NOT NULL CHECK (weight_milli BETWEEN 0 AND 1000),
    cluster INTEGER CHECK (cluster > 0),
    PRIMARY KEY (movement_id, quarter_on, n),
    FOREIGN KEY (movement_id, quarter_on) REFERENCES matter_lists (movement_id, quarter_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX matters_by_unit ON matters (movement_id, unit_id, quarter_on, n);
CREATE INDEX matters_by_cluster ON matters (movement_id, quarter_on, cluster, n) WHERE cluster IS NOT NULL;
-- What was drawn, and what inspectors found of it. A second row of findings is a second inspector's.
CREATE TABLE samples (
    id BLOB NOT NULL PRIMARY KEY,
    movement_id BLOB NOT NULL,
    quarter_on TEXT NOT NULL,
    n INTEGER NOT NULL,
    unit_id BLOB NOT NULL,
    stratum TEXT NOT NULL,
    by_two INTEGER NOT NULL,
    finding TEXT,
    UNIQUE (movement_id, quarter_on, n),
    FOREIGN KEY (movement_id, quarter_on, n) REFERENCES matters (movement_id, quarter_on, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX samples_open ON samples (id) WHERE finding IS NULL;
CREATE TABLE findings (
    sample_id BLOB NOT NULL REFERENCES samples (id),
    judge_id BLOB NOT NULL REFERENCES users (id),
    finding TEXT NOT NULL,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (sample_id, judge_id)
) STRICT, WITHOUT ROWID;
-- What inspectors exclude of a cluster: one proposes, another confirms, and only then it weighs nothing. Each act stays.
CREATE TABLE exclusions (
    id BLOB NOT NULL PRIMARY KEY,
    movement_id BLOB NOT NULL,
    quarter_on TEXT NOT NULL,
    unit_id BLOB NOT NULL REFERENCES units (id),
    cluster INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'withdrawn')),
    FOREIGN KEY (movement_id, quarter_on) REFERENCES matter_lists (movement_id, quarter_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX exclusions_by_movement ON exclusions (movement_id, id);
CREATE TABLE exclusion_acts (
    exclusion_id BLOB NOT NULL REFERENCES exclusions (id),
    act TEXT NOT NULL CHECK (act IN ('proposed', 'confirmed', 'withdrawn')),
    by_id BLOB NOT NULL REFERENCES users (id),
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (exclusion_id, act)
) STRICT, WITHOUT ROWID;
CREATE TABLE excluded (
    movement_id BLOB NOT NULL,
    quarter_on TEXT NOT NULL,
    n INTEGER NOT NULL,
    exclusion_id BLOB NOT NULL REFERENCES exclusions (id),
    PRIMARY KEY (movement_id, quarter_on, n, exclusion_id),
    FOREIGN KEY (movement_id, quarter_on, n) REFERENCES matters (movement_id, quarter_on, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE apologies (
    id BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    unit_id BLOB NOT NULL,
    case_id BLOB,
    case_number TEXT,
    dossier_code TEXT,
    dossier_key TEXT,
    promised_on TEXT NOT NULL,
    served_on TEXT NOT NULL,
    served_by TEXT NOT NULL CHECK (served_by IN ('in_person', 'post', 'email', 'message', 'phone')),
    reason TEXT NOT NULL,
    new_date TEXT,
    signer TEXT NOT NULL,
    document_number TEXT NOT NULL,
    finished_on TEXT,
    recorded_by BLOB NOT NULL,
    recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX apologies_by_day ON apologies (promised_on, id);
CREATE INDEX apologies_by_unit ON apologies (unit_id, promised_on, id);
CREATE UNIQUE INDEX apologies_one_a_dossier ON apologies (dossier_key, unit_id) WHERE dossier_key IS NOT NULL;
CREATE INDEX apologies_by_case ON apologies (case_id) WHERE case_id IS NOT NULL;
CREATE TABLE public_answers (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    question TEXT,
    answer TEXT,
    published_on TEXT NOT NULL,
    withdrawn_on TEXT,
    CHECK ((withdrawn_on IS NULL) = (question IS NOT NULL)),
    CHECK ((question IS NULL) = (answer IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX public_answers_by_day ON public_answers (published_on DESC, id) WHERE withdrawn_on IS NULL;
CREATE INDEX public_answers_by_unit ON public_answers (unit_id, published_on DESC, id) WHERE withdrawn_on IS NULL;
-- What reporters think of answers: the score alone. Whatever else was said with it is sealed in the integrity channel, a row for
-- each rating whether anything was said or not; its id is a keyed hash, so that it leads to no case.
CREATE TABLE ratings (
    case_key INTEGER NOT NULL PRIMARY KEY REFERENCES cases (key),
    unit_id BLOB NOT NULL,
    answered_on TEXT NOT NULL,
    score INTEGER NOT NULL CHECK (score BETWEEN 1 AND 5),
    first_on TEXT NOT NULL,
    changed_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ratings_by_day ON ratings (answered_on);
-- What was published of them: a month of a unit once, and never changed.
CREATE TABLE rating_months (
    month TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 5),
    points INTEGER NOT NULL,
    PRIMARY KEY (month, unit_id)
) STRICT, WITHOUT ROWID;
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
    closed_on TEXT,
    body_id BLOB,
    passed TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX urgings_by_due ON urgings (due_on, id);
CREATE INDEX urgings_by_unit ON urgings (unit_id, due_on, id);
CREATE INDEX urgings_by_case ON urgings (case_id) WHERE case_id IS NOT NULL;

-- The integrity channel: nothing here is read by a query of the service channel. A rowid would keep the
-- order in which tips arrived among dated rows of staff, so these tables have none.
CREATE TABLE integrity_cases (
    key INTEGER NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    number TEXT,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    sector TEXT,
    state TEXT NOT NULL CHECK (state IN ('received', 'accepted', 'awaiting_reporter', 'suspended', 'answered', 'closed', 'declined', 'withdrawn', 'referred')),
    version INTEGER NOT NULL CHECK (version > 0),
    is_open INTEGER NOT NULL,
    holder_id BLOB NOT NULL,
    accused_id BLOB,
    assignee_id BLOB,
    received_on TEXT NOT NULL,
    next_due_on TEXT NOT NULL,
    outcome TEXT CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'slander_concluded', 'not_competent', 'withdrawn')),
    closed_on TEXT,
    variant TEXT NOT NULL DEFAULT 'normal' CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    waits_until TEXT,
    course TEXT NOT NULL DEFAULT '{}',
    awaits_inspector INTEGER NOT NULL DEFAULT 0,
    hinted INTEGER NOT NULL DEFAULT 0,
    merged_into BLOB,
    held_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX integrity_cases_by_holder ON integrity_cases (holder_id, is_open, next_due_on, id);
CREATE INDEX integrity_cases_by_due ON integrity_cases (is_open, next_due_on, id);
CREATE INDEX integrity_cases_merged ON integrity_cases (merged_into, id) WHERE merged_into IS NOT NULL;
CREATE INDEX integrity_cases_by_wait ON integrity_cases (waits_until, id) WHERE waits_until IS NOT NULL;
CREATE TABLE integrity_reports (
    case_key INTEGER NOT NULL PRIMARY KEY REFERENCES integrity_cases (key),
    sealed BLOB NOT NULL,
    sealed_contact BLOB,
    activated INTEGER NOT NULL,
    continues_id BLOB REFERENCES integrity_cases (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE integrity_obligations (
    case_key INTEGER NOT NULL REFERENCES integrity_cases (key),
    id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge')),
    rule_id BLOB NOT NULL,
    scored INTEGER NOT NULL,
    start_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    told_due_on TEXT NOT NULL,
    calendar_as_of TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on TEXT,
    missed_on TEXT,
    cohort_on TEXT NOT NULL,
    moves TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (case_key, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX integrity_obligations_one_open ON integrity_obligations (case_key, step, unit_id) WHERE status = 'open';
CREATE INDEX integrity_obligations_by_due ON integrity_obligations (due_on, id) WHERE status = 'open';
CREATE TABLE integrity_events (
    case_key INTEGER NOT NULL REFERENCES integrity_cases (key),
    n INTEGER NOT NULL CHECK (n > 0),
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    actor_id BLOB,
    payload TEXT NOT NULL,
    PRIMARY KEY (case_key, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE integrity_ratings (
    id BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE integrity_attachments (
    case_key INTEGER NOT NULL REFERENCES integrity_cases (key),
    giver_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    day TEXT NOT NULL,
    inspectors_only INTEGER NOT NULL,
    scan TEXT NOT NULL CHECK (scan IN ('waiting', 'clean', 'found')),
    sealed BLOB NOT NULL,
    PRIMARY KEY (case_key, giver_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX integrity_attachments_unscanned ON integrity_attachments (id) WHERE scan = 'waiting';
CREATE INDEX integrity_attachments_found ON integrity_attachments (id) WHERE scan = 'found';

-- Receipts and idempotency keys of both channels and of records, as keyed hashes: one of them never stands for two
-- things. No row, order or moment here tells a tip from anything else.
CREATE TABLE tokens (
    hash BLOB NOT NULL PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    answer_id BLOB NOT NULL,
    answer_n INTEGER NOT NULL,
    salt BLOB,
    made_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A way to answer with a mail address that nobody has confirmed yet: sealed with the moment it ends, one a report of either channel.
CREATE TABLE pending_contacts (
    case_id BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    salt BLOB NOT NULL,
    tries INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What inspections conclude and recommend, and who looked a person up.
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
CREATE INDEX conclusions_by_day ON conclusions (document_on, unit_id);
CREATE INDEX conclusions_by_time ON conclusions (recorded_at, id);
-- Who read what only few may read: of each row no more is told in clear than who and on which day. It only grows.
CREATE TABLE access_log (
    id BLOB NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_log_by_day ON access_log (day, id);
CREATE INDEX access_log_by_actor ON access_log (actor_id, day, id);
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
CREATE INDEX recommendations_by_due ON recommendations (due_on, id);
CREATE INDEX recommendations_by_unit ON recommendations (unit_id, due_on, id);

-- The feed of the one-stop: its dossiers without a word of whose they are, what it sent when, and sums by month of units
-- that send no more. `dossier_key` is the code as it is compared; `late_or_open` is false once the result came in time.
CREATE TABLE dossier_imports (
    id BLOB NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL CHECK (subject IN ('dossiers', 'months')),
    door TEXT NOT NULL CHECK (door IN ('file', 'request')),
    source TEXT NOT NULL,
    hash BLOB NOT NULL,
    actor_id BLOB,
    began_at INTEGER NOT NULL,
    finished_at INTEGER,
    added INTEGER NOT NULL CHECK (added >= 0),
    changed INTEGER NOT NULL CHECK (changed >= 0),
    unchanged INTEGER NOT NULL CHECK (unchanged >= 0),
    refused INTEGER NOT NULL CHECK (refused >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossier_imports_by_time ON dossier_imports (began_at, id);
CREATE INDEX dossier_imports_by_hash ON dossier_imports (hash, began_at, id);
CREATE TABLE dossiers (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    dossier_key TEXT NOT NULL,
    code TEXT NOT NULL,
    procedure_code TEXT NOT NULL,
    received_on TEXT NOT NULL,
    promised_on TEXT NOT NULL,
    promised_first_on TEXT NOT NULL,
    returned_on TEXT,
    late_or_open INTEGER NOT NULL,
    known_on TEXT NOT NULL,
    result_known_on TEXT,
    first_import BLOB NOT NULL REFERENCES dossier_imports (id),
    last_import BLOB NOT NULL REFERENCES dossier_imports (id),
    CHECK (promised_on >= received_on AND promised_first_on >= received_on),
    CHECK (returned_on IS NULL OR returned_on >= received_on)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX dossiers_one_a_unit ON dossiers (dossier_key, unit_id);
CREATE INDEX dossiers_by_day ON dossiers (promised_first_on, id);
CREATE INDEX dossiers_by_unit ON dossiers (unit_id, promised_first_on, id);
CREATE INDEX dossiers_late_by_unit ON dossiers (unit_id, promised_first_on, id) WHERE late_or_open;
CREATE INDEX dossiers_late ON dossiers (promised_first_on, id) WHERE late_or_open;
CREATE TABLE dossier_months (
    unit_id BLOB NOT NULL,
    month TEXT NOT NULL,
    received INTEGER NOT NULL CHECK (received >= 0),
    returned_in_time INTEGER NOT NULL CHECK (returned_in_time >= 0),
    returned_late INTEGER NOT NULL CHECK (returned_late >= 0),
    open INTEGER NOT NULL CHECK (open >= 0),
    first_import BLOB NOT NULL REFERENCES dossier_imports (id),
    last_import BLOB NOT NULL REFERENCES dossier_imports (id),
    PRIMARY KEY (unit_id, month)
) STRICT, WITHOUT ROWID;

-- Mail owed because of an event: references only, never an address.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    dedup_key TEXT NOT NULL UNIQUE,
    template TEXT NOT NULL,
    recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('unit', 'leader', 'contact', 'sealed', 'sender', 'staff', 'colleague', 'unconfirmed')),
    recipient_id BLOB NOT NULL,
    case_id BLOB,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_token BLOB,
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'dead', 'cancelled')),
    settled_at INTEGER,
    last_error TEXT,
    -- Under which message id it went out.
    sent_as BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status = 'pending';
CREATE INDEX outbox_by_unit ON outbox (recipient_id, next_at, id) WHERE status = 'pending' AND recipient_kind IN ('unit', 'leader');
CREATE INDEX outbox_codes ON outbox (next_at, id) WHERE status = 'pending' AND recipient_kind = 'unconfirmed';
CREATE INDEX outbox_sent_as ON outbox (sent_as) WHERE sent_as IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (settled_at, id) WHERE status = 'dead';
CREATE INDEX outbox_by_case ON outbox (case_id, created_at, id) WHERE case_id IS NOT NULL;
-- Who has a case of the service channel before them: rows of two minutes.
CREATE TABLE presences (
    case_key INTEGER NOT NULL REFERENCES cases (key),
    user_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    began_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (case_key, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX presences_by_end ON presences (ends_at);
-- Files beside a report of the service channel; the files themselves lie sealed elsewhere, under their ids. What is known of one is sealed.
-- The nil id gives what came by receipt.
CREATE TABLE attachments (
    case_key INTEGER NOT NULL REFERENCES cases (key),
    giver_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    day TEXT NOT NULL,
    inspectors_only INTEGER NOT NULL,
    scan TEXT NOT NULL CHECK (scan IN ('waiting', 'clean', 'found')),
    sealed BLOB NOT NULL,
    copy_id BLOB UNIQUE,
    copy_sealed BLOB,
    copy_tries INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_key, giver_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_uncopied ON attachments (id) WHERE copy_tries < 3;
CREATE INDEX attachments_unscanned ON attachments (id) WHERE scan = 'waiting';
CREATE INDEX attachments_found ON attachments (id) WHERE scan = 'found';
-- Files of either channel that are on their way: whoever removes what belongs to nobody leaves these alone until their time is over.
CREATE TABLE uploads (
    id BLOB NOT NULL PRIMARY KEY,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_end ON uploads (ends_at);
-- Objects that belong to no file, and since when that is known; no moment for those that nobody can want any more.
CREATE TABLE orphans (
    id BLOB NOT NULL PRIMARY KEY,
    found_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE mail_tallies (
    day TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    PRIMARY KEY (day, address_hash)
) STRICT, WITHOUT ROWID;

-- Signed counts; a figure is a sum over them. Of a case that was called up and became a tip they are all that is left.
CREATE TABLE ledger_entries (
    case_key INTEGER NOT NULL,
    n INTEGER NOT NULL,
    unit_id BLOB NOT NULL,
    cohort_on TEXT NOT NULL,
    metric TEXT NOT NULL CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released', 'wrong_forward', 'extended',
        'suspended', 'apologised', 'forwarded', 'reopened')),
    kind TEXT NOT NULL,
    delta INTEGER NOT NULL CHECK (delta <> 0),
    PRIMARY KEY (case_key, n, unit_id, metric, cohort_on, delta)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_unit ON ledger_entries (unit_id, cohort_on, metric, kind, delta);

-- Months that are over and were summed up, and their sums; with a case what was counted under the month afterwards.
CREATE TABLE ledger_months (
    month TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_sums (
    month TEXT NOT NULL REFERENCES ledger_months (month),
    unit_id BLOB NOT NULL,
    metric TEXT NOT NULL,
    kind TEXT NOT NULL,
    case_key INTEGER NOT NULL,
    n INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (month, unit_id, metric, kind, case_key, n)
) STRICT, WITHOUT ROWID;

-- What was published of a quarter on its day, as it stood then: nothing here is ever changed.
CREATE TABLE published_quarters (
    quarter TEXT NOT NULL PRIMARY KEY,
    id BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE published_counts (
    quarter TEXT NOT NULL REFERENCES published_quarters (quarter),
    month TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    peer_group TEXT,
    kind TEXT NOT NULL,
    metric TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (quarter, month, unit_id, kind, metric)
) STRICT, WITHOUT ROWID;
-- The same cases by category within their kind, by sector and by who sent them, of the province alone.
CREATE TABLE published_parts (
    quarter TEXT NOT NULL REFERENCES published_quarters (quarter),
    month TEXT NOT NULL,
    dimension TEXT NOT NULL CHECK (dimension IN ('category', 'sector', 'sender')),
    kind TEXT NOT NULL CHECK ((kind = '') = (dimension <> 'category')),
    subject TEXT NOT NULL,
    metric TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (quarter, month, dimension, kind, subject, metric)
) STRICT, WITHOUT ROWID;
-- Days to the answer, of those of whom they are told: by what, and the group, unit or kind.
CREATE TABLE published_days (
    quarter TEXT NOT NULL REFERENCES published_quarters (quarter),
    dimension TEXT NOT NULL CHECK (dimension IN ('province', 'group', 'unit', 'kind')),
    subject TEXT NOT NULL,
    median INTEGER CHECK (median >= 0),
    ninetieth INTEGER CHECK (ninetieth >= median),
    PRIMARY KEY (quarter, dimension, subject)
) STRICT, WITHOUT ROWID;

-- What one process leaves for others to find: its clock and log, a backup, whose keys and whose demo this is.
CREATE TABLE marks (
    name TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    said TEXT NOT NULL
) STRICT, WITHOUT ROWID;
