-- The channel that units never read has a schema of its own, found by search_path.
CREATE SCHEMA integrity;

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
    lat integer CHECK (lat BETWEEN -9000 AND 9000),
    lon integer CHECK (lon BETWEEN -18000 AND 18000),
    UNIQUE (code, valid_from)
);
CREATE TABLE successions (
    old_code text NOT NULL,
    old_valid_from date NOT NULL,
    new_code text NOT NULL,
    new_valid_from date NOT NULL,
    effective_on date NOT NULL,
    part text NOT NULL CHECK (part IN ('full', 'partial')),
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    confirmed boolean NOT NULL,
    PRIMARY KEY (old_code, old_valid_from, new_code, new_valid_from),
    FOREIGN KEY (old_code, old_valid_from) REFERENCES units (code, valid_from),
    FOREIGN KEY (new_code, new_valid_from) REFERENCES units (code, valid_from)
);
CREATE TABLE sectors (
    code text NOT NULL PRIMARY KEY,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    sensitive boolean NOT NULL
);
CREATE TABLE procedures (
    code text NOT NULL,
    name_vi text,
    name_en text,
    units text NOT NULL,
    working_days integer,
    confirmed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (code, valid_from)
);
CREATE TABLE consents (
    version text NOT NULL PRIMARY KEY,
    text_vi text NOT NULL,
    text_en text NOT NULL,
    confirmed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date
);
CREATE TABLE hints (
    words text NOT NULL PRIMARY KEY,
    role text NOT NULL,
    weight integer NOT NULL,
    marked boolean NOT NULL
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
    filed_by text NOT NULL DEFAULT '',
    filed_via text NOT NULL DEFAULT 'online',
    signature text NOT NULL DEFAULT 'none' CHECK (signature IN ('none', 'required')),
    requires text NOT NULL DEFAULT '',
    complex_from integer,
    specially_complex_from integer,
    confirmed boolean NOT NULL DEFAULT true,
    form_vi text,
    form_en text,
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
    step text NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge', 'make_public', 'file', 'sign', 'reply', 'confirm', 'reopen')),
    variant text NOT NULL CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex', 'checked_elsewhere')),
    n integer NOT NULL CHECK (n BETWEEN 1 AND 400),
    unit text NOT NULL CHECK (unit IN ('working_day', 'day', 'month')),
    from_event text NOT NULL CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'declined', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened', 'undecided')),
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
CREATE TABLE pause_rules (
    code text NOT NULL,
    kind text NOT NULL,
    ground text NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    cap_n integer,
    cap_unit text CHECK (cap_unit IN ('working_day', 'day', 'month')),
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    confirmed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    applies_by text NOT NULL CHECK (applies_by IN ('received_on', 'step_on')),
    PRIMARY KEY (code, valid_from)
);
CREATE TABLE complexity_criteria (
    code text NOT NULL,
    kind text NOT NULL,
    step text,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    confirmed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (kind, code, valid_from)
);
CREATE TABLE transition_rules (
    code text NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    what text NOT NULL CHECK (what IN ('pause', 'withdrawal', 'dialogue', 'accept', 'all')),
    condition text NOT NULL CHECK (condition IN ('accepted_before', 'received_before')),
    effective_on date NOT NULL,
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    confirmed boolean NOT NULL
);
CREATE TABLE escalations (
    level text NOT NULL CHECK (level IN ('leader', 'superior', 'inspectorate', 'tripwire')),
    step text NOT NULL DEFAULT 'any',
    n integer NOT NULL CHECK (n BETWEEN 0 AND 400),
    unit text NOT NULL CHECK (unit IN ('working_day', 'day')),
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    basis text NOT NULL CHECK (basis IN ('statute', 'provincial_policy')),
    confirmed boolean NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    PRIMARY KEY (level, step, valid_from)
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
    action text NOT NULL CHECK (action IN ('accused_unit', 'locality_unit', 'unit', 'inspectorate_or_chair', 'superior_of_accused')),
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
    decision text,
    issued_on date,
    issuer text NOT NULL,
    legal_refs text NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    tail_days integer NOT NULL CHECK (tail_days >= 0),
    participants text NOT NULL,
    size_classes text NOT NULL,
    is_template boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'active', 'frozen')),
    version integer NOT NULL CHECK (version > 0),
    CHECK (starts_on <= ends_on),
    CHECK (status = 'draft' OR NOT is_template)
);
CREATE TABLE metrics (
    code text NOT NULL PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    name_vi text NOT NULL,
    name_en text NOT NULL,
    numerator text NOT NULL,
    denominator text NOT NULL,
    cases text NOT NULL,
    left_out text,
    cohort_vi text NOT NULL,
    cohort_en text NOT NULL,
    excluded_vi text NOT NULL,
    excluded_en text NOT NULL
);
CREATE TABLE criteria (
    movement_id uuid NOT NULL REFERENCES movements (id),
    code text NOT NULL,
    position integer NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    metric text NOT NULL,
    target integer NOT NULL CHECK (target BETWEEN 1 AND 9),
    peer_groups text NOT NULL,
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
    role text NOT NULL CHECK (role IN ('unit_officer', 'unit_leader', 'reception', 'inspector', 'administrator', 'personnel_reader', 'front_member', 'inspectorate_head', 'auditor', 'board')),
    unit_id uuid REFERENCES units (id),
    password_hash text NOT NULL,
    active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    email text,
    signed_in_on date,
    made_by uuid REFERENCES users (id),
    changed_by uuid REFERENCES users (id),
    changed_at timestamptz,
    email_since timestamptz
);
CREATE INDEX users_by_role ON users (role, login);
CREATE INDEX users_by_unit ON users (unit_id, login);
-- A link that sets a password once. Whoever asks for one of an account that is not there leaves a row alike, which is why the owner is no reference.
CREATE TABLE account_links (
    owner_id uuid NOT NULL PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    token_hash bytea NOT NULL UNIQUE,
    salt bytea NOT NULL,
    ends_at timestamptz NOT NULL
);
-- What one administrator asks for and another confirms.
CREATE TABLE account_requests (
    user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
    id uuid NOT NULL,
    act text NOT NULL CHECK (act IN ('reset', 'place', 'open', 'factor')),
    role text,
    unit_id uuid REFERENCES units (id),
    asked_by uuid NOT NULL REFERENCES users (id),
    asked_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
-- Where an account had its mail, until it is told there that it has it elsewhere.
CREATE TABLE former_emails (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    email text NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE TABLE sessions (
    token_hash bytea NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    proven_at timestamptz
);
CREATE INDEX sessions_by_user ON sessions (user_id);
-- What an account signs in with besides its password: a secret that makes codes of the time, begun and then confirmed by one of them.
CREATE TABLE second_factors (
    user_id uuid NOT NULL PRIMARY KEY REFERENCES users (id),
    sealed bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    tries integer NOT NULL CHECK (tries >= 0),
    last_step bigint NOT NULL,
    confirmed_on date
);
-- What stands in for such a code, once each.
CREATE TABLE recovery_codes (
    user_id uuid NOT NULL REFERENCES users (id),
    code_hash bytea NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);
-- How long an account waits after wrong passwords: for all networks it does not know, and for each that it knows.
CREATE TABLE sign_in_guards (
    guard bytea NOT NULL PRIMARY KEY,
    user_id uuid REFERENCES users (id),
    failures integer NOT NULL CHECK (failures >= 0),
    failed_on date NOT NULL,
    locked_until timestamptz,
    untold integer NOT NULL CHECK (untold >= 0),
    seen_on date,
    CHECK ((user_id IS NULL) = (seen_on IS NULL))
);
CREATE INDEX sign_in_guards_by_user ON sign_in_guards (user_id, seen_on) WHERE user_id IS NOT NULL;
CREATE TABLE postings (
    user_id uuid NOT NULL REFERENCES users (id),
    n integer NOT NULL,
    unit_id uuid REFERENCES units (id),
    role text NOT NULL,
    since_on date NOT NULL,
    until_on date,
    cause text NOT NULL CHECK (cause IN ('added', 'succession', 'moved', 'reopened')),
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, n)
);
CREATE TABLE deputies (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    unit_id uuid NOT NULL REFERENCES units (id),
    document text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES users (id),
    recorded_at timestamptz NOT NULL,
    ended_on date,
    ended_by uuid REFERENCES users (id),
    CHECK (valid_from <= valid_to),
    CHECK (ended_by IS NULL OR ended_on IS NOT NULL)
);
CREATE INDEX deputies_by_user ON deputies (user_id, valid_to);
CREATE INDEX deputies_by_unit ON deputies (unit_id, valid_to);
-- Subscriptions of staff systems; address and secret are sealed, and what is sent is nowhere.
CREATE TABLE webhooks (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    told_at timestamptz NOT NULL,
    told_key bigint NOT NULL,
    until_at timestamptz,
    next_at timestamptz,
    lease_token uuid,
    failures integer NOT NULL CHECK (failures >= 0),
    failing_since timestamptz,
    outcome text
);
CREATE INDEX webhooks_by_user ON webhooks (user_id);
CREATE INDEX webhooks_due ON webhooks (failures, next_at, id) WHERE next_at IS NOT NULL;
-- Lists that somebody took out as a file: sealed, for a day, for that account alone.
CREATE TABLE exports (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    sealed_head bytea NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX exports_by_user ON exports (user_id, made_at);
CREATE INDEX exports_by_end ON exports (ends_at);
-- Papers that bodies issued, numbered within body and year. One of a case that became a tip names no case any more.
CREATE TABLE papers (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES units (id),
    year integer NOT NULL,
    n integer NOT NULL CHECK (n > 0),
    kind text NOT NULL CHECK (kind IN ('acceptance', 'refusal', 'forwarding', 'apology', 'urging', 'conclusion')),
    case_id uuid,
    urging_id uuid,
    issued_at timestamptz NOT NULL,
    issued_by uuid NOT NULL REFERENCES users (id),
    sealed bytea NOT NULL
);
CREATE UNIQUE INDEX papers_by_number ON papers (unit_id, year, n);
CREATE INDEX papers_by_case ON papers (case_id, issued_at) WHERE case_id IS NOT NULL;
CREATE TABLE conflicts (
    user_id uuid NOT NULL REFERENCES users (id),
    unit_id uuid NOT NULL REFERENCES units (id),
    until date NOT NULL,
    declared_on date NOT NULL,
    PRIMARY KEY (user_id, unit_id)
);
CREATE TABLE routing_edits (
    code text NOT NULL,
    version integer NOT NULL,
    edited_by uuid NOT NULL REFERENCES users (id),
    edited_at timestamptz NOT NULL,
    PRIMARY KEY (code, version),
    FOREIGN KEY (code, version) REFERENCES routing_rules (code, version)
);
-- A movement that somebody drafted or signed here is no longer the files' to change.
CREATE TABLE movement_edits (
    movement_id uuid NOT NULL REFERENCES movements (id),
    version integer NOT NULL,
    edited_by uuid NOT NULL REFERENCES users (id),
    edited_at timestamptz NOT NULL,
    PRIMARY KEY (movement_id, version)
);
-- What is frozen of a movement: the facts and what they come to, as texts. Nothing here is ever changed; a later one stands beside.
CREATE TABLE snapshots (
    movement_id uuid NOT NULL REFERENCES movements (id),
    version integer NOT NULL CHECK (version > 0),
    movement_version integer NOT NULL,
    facts text NOT NULL,
    facts_sha256 text NOT NULL,
    outcome text NOT NULL,
    outcome_sha256 text NOT NULL,
    reason text,
    made_by uuid NOT NULL REFERENCES users (id),
    made_at timestamptz NOT NULL,
    PRIMARY KEY (movement_id, version),
    CHECK (version = 1 OR reason IS NOT NULL)
);
-- What people judge of a unit in a movement: its word on an attested criterion, a merit, a fault, an objection. Where it stands follows
-- from the acts; the version is how many there are.
CREATE TABLE assessments (
    id uuid NOT NULL PRIMARY KEY,
    movement_id uuid NOT NULL REFERENCES movements (id),
    unit_id uuid NOT NULL,
    subject_key text NOT NULL,
    subject jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('claimed', 'judged', 'verified', 'objected', 'settled')),
    version integer NOT NULL CHECK (version > 0),
    acts jsonb NOT NULL,
    UNIQUE (movement_id, unit_id, subject_key)
);
CREATE INDEX assessments_by_movement ON assessments (movement_id, id);
CREATE INDEX assessments_by_unit ON assessments (movement_id, unit_id, id);
CREATE INDEX assessments_by_state ON assessments (movement_id, state, id);
-- What the board drafts and the head of the inspectorate signs; the content is the text that the hash is of.
CREATE TABLE criteria_sets (
    movement_id uuid NOT NULL REFERENCES movements (id),
    version integer NOT NULL CHECK (version > 0),
    revision integer NOT NULL CHECK (revision > 0),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'signed')),
    from_day date NOT NULL,
    content text NOT NULL,
    sha256 text NOT NULL,
    drafted_by uuid NOT NULL REFERENCES users (id),
    drafted_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES users (id),
    submitted_at timestamptz,
    signed_by uuid REFERENCES users (id),
    signed_at timestamptz,
    returned_for text,
    PRIMARY KEY (movement_id, version),
    CHECK ((submitted_by IS NULL) = (state = 'draft')),
    CHECK ((submitted_by IS NULL) = (submitted_at IS NULL)),
    CHECK ((signed_by IS NULL) = (state <> 'signed')),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL)),
    CHECK (signed_by IS NULL OR (signed_by <> drafted_by AND signed_by <> submitted_by))
);

-- The service channel.
CREATE TABLE cases (
    key bigint NOT NULL PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    number text NOT NULL UNIQUE,
    kind text NOT NULL,
    category text NOT NULL,
    sector text,
    state text NOT NULL CHECK (state IN ('received', 'accepted', 'awaiting_reporter', 'suspended', 'answered', 'closed', 'declined', 'withdrawn', 'referred')),
    version integer NOT NULL CHECK (version > 0),
    is_open boolean NOT NULL,
    holder_id uuid NOT NULL,
    accused_id uuid,
    assignee_id uuid,
    received_on date NOT NULL,
    next_due_on date NOT NULL,
    outcome text CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'slander_concluded', 'not_competent', 'withdrawn')),
    closed_on date,
    variant text NOT NULL DEFAULT 'normal' CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    waits_until date,
    course jsonb NOT NULL DEFAULT '{}',
    awaits_inspector boolean NOT NULL DEFAULT false,
    hinted boolean NOT NULL DEFAULT false,
    merged_into uuid,
    held_until timestamptz
);
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
    case_key bigint NOT NULL PRIMARY KEY REFERENCES cases (key),
    said jsonb NOT NULL,
    dossier_key text,
    activated boolean NOT NULL,
    continues_id uuid REFERENCES cases (id)
);
CREATE TABLE case_changes (
    case_key bigint NOT NULL,
    side text NOT NULL CHECK (side IN ('all', 'holder', 'accused')),
    reader_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (case_key, side)
);
CREATE INDEX case_changes_by_key ON case_changes (side, reader_id, case_key);
CREATE INDEX case_changes_by_time ON case_changes (side, reader_id, at, case_key);
CREATE TABLE case_terms (
    term text NOT NULL,
    case_key bigint NOT NULL,
    PRIMARY KEY (term, case_key)
);
CREATE INDEX case_terms_of ON case_terms (case_key);
CREATE TABLE contact_terms (
    hash bytea NOT NULL,
    case_key bigint NOT NULL,
    PRIMARY KEY (hash, case_key)
);
CREATE INDEX contact_terms_of ON contact_terms (case_key);
CREATE TABLE staff_texts (
    id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('note', 'draft', 'view', 'template', 'group')),
    unit_id uuid,
    user_id uuid NOT NULL,
    case_key bigint REFERENCES cases (key),
    shared boolean NOT NULL,
    name text NOT NULL,
    said jsonb NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    changed_at timestamptz NOT NULL
);
CREATE INDEX staff_texts_by_case ON staff_texts (case_key, changed_at) WHERE case_key IS NOT NULL;
CREATE INDEX staff_texts_by_user ON staff_texts (user_id, kind, name);
CREATE INDEX staff_texts_shared ON staff_texts (unit_id, kind, name) WHERE shared;
CREATE TABLE case_group_members (
    group_id uuid NOT NULL REFERENCES staff_texts (id),
    case_key bigint NOT NULL REFERENCES cases (key),
    PRIMARY KEY (group_id, case_key)
);
CREATE INDEX case_group_members_of ON case_group_members (case_key);
CREATE TABLE contacts (
    case_key bigint NOT NULL PRIMARY KEY REFERENCES reports (case_key),
    name text NOT NULL,
    phone text,
    email text,
    address text,
    tax_code text,
    organisation text,
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    id_number text,
    position text,
    unit_code text,
    consent_version text
);
CREATE TABLE obligations (
    case_key bigint NOT NULL REFERENCES cases (key),
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge')),
    rule_id uuid NOT NULL,
    scored boolean NOT NULL,
    start_on date NOT NULL,
    due_on date NOT NULL,
    told_due_on date NOT NULL,
    calendar_as_of date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on date,
    missed_on date,
    cohort_on date NOT NULL,
    moves jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (case_key, id)
);
CREATE UNIQUE INDEX obligations_one_open ON obligations (case_key, step, unit_id) WHERE status = 'open';
CREATE INDEX obligations_by_due ON obligations (due_on, id) WHERE status = 'open';
CREATE INDEX obligations_by_miss ON obligations (missed_on, unit_id) WHERE missed_on IS NOT NULL;
CREATE INDEX obligations_taking_up ON obligations (unit_id, cohort_on) WHERE step = 'accept';
CREATE INDEX obligations_answered ON obligations (unit_id, ended_on) WHERE step = 'answer' AND status = 'met';
CREATE TABLE events (
    case_key bigint NOT NULL REFERENCES cases (key),
    n integer NOT NULL CHECK (n > 0),
    id uuid NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    actor_id uuid,
    payload jsonb NOT NULL,
    PRIMARY KEY (case_key, n)
);
CREATE UNIQUE INDEX events_by_id ON events (id);
-- Cases that were called up, as the units know them that had them: of each the same, whatever became of it. A rowid would
-- keep an order.
CREATE TABLE called_up (
    case_id uuid NOT NULL PRIMARY KEY,
    case_key bigint NOT NULL UNIQUE,
    unit_id uuid,
    number text NOT NULL UNIQUE,
    received_on date NOT NULL,
    called_up_on date NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX called_up_by_unit ON called_up (unit_id, called_up_on DESC, case_id);
-- The lists of what a movement counts of a quarter: closed once, hashed, and drawn from by a seed that came to be afterwards.
CREATE TABLE matter_lists (
    movement_id uuid NOT NULL REFERENCES movements (id),
    quarter_on date NOT NULL,
    closed_on date NOT NULL,
    matters integer NOT NULL CHECK (matters >= 0),
    hash bytea NOT NULL,
    seed bytea,
    PRIMARY KEY (movement_id, quarter_on)
);
CREATE TABLE matters (
    movement_id uuid NOT NULL,
    quarter_on date NOT NULL,
    n integer NOT NULL CHECK (n > 0),
    unit_id uuid NOT NULL REFERENCES units (id),
    case_key bigint NOT NULL,
    told_on date NOT NULL,
    side text NOT NULL CHECK (side IN ('anchored', 'unanchored')),
    stratum text NOT NULL CHECK (stratum IN ('late', 'contested', 'plain', 'risky', 'ended', 'confirmed')),
    source integer NOT NULL CHECK (source > 0),
    weight_milli integer NOT NULL CHECK (weight_milli BETWEEN 0 AND 1000),
    cluster integer CHECK (cluster > 0),
    PRIMARY KEY (movement_id, quarter_on, n),
    FOREIGN KEY (movement_id, quarter_on) REFERENCES matter_lists (movement_id, quarter_on)
);
CREATE INDEX matters_by_unit ON matters (movement_id, unit_id, quarter_on, n);
CREATE INDEX matters_by_cluster ON matters (movement_id, quarter_on, cluster, n) WHERE cluster IS NOT NULL;
-- What was drawn, and what inspectors found of it. A second row of findings is a second inspector's.
CREATE TABLE samples (
    id uuid NOT NULL PRIMARY KEY,
    movement_id uuid NOT NULL,
    quarter_on date NOT NULL,
    n integer NOT NULL,
    unit_id uuid NOT NULL,
    stratum text NOT NULL,
    by_two boolean NOT NULL,
    finding text,
    UNIQUE (movement_id, quarter_on, n),
    FOREIGN KEY (movement_id, quarter_on, n) REFERENCES matters (movement_id, quarter_on, n)
);
CREATE INDEX samples_open ON samples (id) WHERE finding IS NULL;
CREATE TABLE findings (
    sample_id uuid NOT NULL REFERENCES samples (id),
    judge_id uuid NOT NULL REFERENCES users (id),
    finding text NOT NULL,
    at timestamptz NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (sample_id, judge_id)
);
-- What inspectors exclude of a cluster: one proposes, another confirms, and only then it weighs nothing. Each act stays.
CREATE TABLE exclusions (
    id uuid NOT NULL PRIMARY KEY,
    movement_id uuid NOT NULL,
    quarter_on date NOT NULL,
    unit_id uuid NOT NULL REFERENCES units (id),
    cluster integer NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'withdrawn')),
    FOREIGN KEY (movement_id, quarter_on) REFERENCES matter_lists (movement_id, quarter_on)
);
CREATE INDEX exclusions_by_movement ON exclusions (movement_id, id);
CREATE TABLE exclusion_acts (
    exclusion_id uuid NOT NULL REFERENCES exclusions (id),
    act text NOT NULL CHECK (act IN ('proposed', 'confirmed', 'withdrawn')),
    by_id uuid NOT NULL REFERENCES users (id),
    at timestamptz NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (exclusion_id, act)
);
CREATE TABLE excluded (
    movement_id uuid NOT NULL,
    quarter_on date NOT NULL,
    n integer NOT NULL,
    exclusion_id uuid NOT NULL REFERENCES exclusions (id),
    PRIMARY KEY (movement_id, quarter_on, n, exclusion_id),
    FOREIGN KEY (movement_id, quarter_on, n) REFERENCES matters (movement_id, quarter_on, n)
);
CREATE TABLE apologies (
    id uuid NOT NULL PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    unit_id uuid NOT NULL,
    case_id uuid,
    case_number text,
    dossier_code text,
    dossier_key text,
    promised_on date NOT NULL,
    served_on date NOT NULL,
    served_by text NOT NULL CHECK (served_by IN ('in_person', 'post', 'email', 'message', 'phone')),
    reason text NOT NULL,
    new_date date,
    signer text NOT NULL,
    document_number text NOT NULL,
    finished_on date,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX apologies_by_day ON apologies (promised_on, id);
CREATE INDEX apologies_by_unit ON apologies (unit_id, promised_on, id);
CREATE UNIQUE INDEX apologies_one_a_dossier ON apologies (dossier_key, unit_id) WHERE dossier_key IS NOT NULL;
CREATE INDEX apologies_by_case ON apologies (case_id) WHERE case_id IS NOT NULL;
CREATE TABLE public_answers (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    category text NOT NULL,
    outcome text NOT NULL,
    question text,
    answer text,
    published_on date NOT NULL,
    withdrawn_on date,
    CHECK ((withdrawn_on IS NULL) = (question IS NOT NULL)),
    CHECK ((question IS NULL) = (answer IS NULL))
);
CREATE INDEX public_answers_by_day ON public_answers (published_on DESC, id) WHERE withdrawn_on IS NULL;
CREATE INDEX public_answers_by_unit ON public_answers (unit_id, published_on DESC, id) WHERE withdrawn_on IS NULL;
-- What reporters think of answers: the score alone. Whatever else was said with it is sealed in the integrity channel, a row for
-- each rating whether anything was said or not; its id is a keyed hash, so that it leads to no case.
CREATE TABLE ratings (
    case_key bigint NOT NULL PRIMARY KEY REFERENCES cases (key),
    unit_id uuid NOT NULL,
    answered_on date NOT NULL,
    score integer NOT NULL CHECK (score BETWEEN 1 AND 5),
    first_on date NOT NULL,
    changed_on date NOT NULL
);
CREATE INDEX ratings_by_day ON ratings (answered_on);
-- What was published of them: a month of a unit once, and never changed.
CREATE TABLE rating_months (
    month date NOT NULL,
    unit_id uuid NOT NULL,
    count bigint NOT NULL CHECK (count >= 5),
    points bigint NOT NULL,
    PRIMARY KEY (month, unit_id)
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
    closed_on date,
    body_id uuid,
    passed jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX urgings_by_due ON urgings (due_on, id);
CREATE INDEX urgings_by_unit ON urgings (unit_id, due_on, id);
CREATE INDEX urgings_by_case ON urgings (case_id) WHERE case_id IS NOT NULL;

-- The integrity channel: nothing here is read by a query of the service channel.
CREATE TABLE integrity.integrity_cases (
    key bigint NOT NULL PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    number text,
    kind text NOT NULL,
    category text NOT NULL,
    sector text,
    state text NOT NULL CHECK (state IN ('received', 'accepted', 'awaiting_reporter', 'suspended', 'answered', 'closed', 'declined', 'withdrawn', 'referred')),
    version integer NOT NULL CHECK (version > 0),
    is_open boolean NOT NULL,
    holder_id uuid NOT NULL,
    accused_id uuid,
    assignee_id uuid,
    received_on date NOT NULL,
    next_due_on date NOT NULL,
    outcome text CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'slander_concluded', 'not_competent', 'withdrawn')),
    closed_on date,
    variant text NOT NULL DEFAULT 'normal' CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    waits_until date,
    course jsonb NOT NULL DEFAULT '{}',
    awaits_inspector boolean NOT NULL DEFAULT false,
    hinted boolean NOT NULL DEFAULT false,
    merged_into uuid,
    held_until timestamptz
);
CREATE INDEX integrity_cases_by_holder ON integrity.integrity_cases (holder_id, is_open, next_due_on, id);
CREATE INDEX integrity_cases_by_due ON integrity.integrity_cases (is_open, next_due_on, id);
CREATE INDEX integrity_cases_merged ON integrity.integrity_cases (merged_into, id) WHERE merged_into IS NOT NULL;
CREATE INDEX integrity_cases_by_wait ON integrity.integrity_cases (waits_until, id) WHERE waits_until IS NOT NULL;
CREATE TABLE integrity.integrity_reports (
    case_key bigint NOT NULL PRIMARY KEY REFERENCES integrity.integrity_cases (key),
    sealed bytea NOT NULL,
    sealed_contact bytea,
    activated boolean NOT NULL,
    continues_id uuid REFERENCES integrity.integrity_cases (id)
);
CREATE TABLE integrity.integrity_obligations (
    case_key bigint NOT NULL REFERENCES integrity.integrity_cases (key),
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    step text NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge')),
    rule_id uuid NOT NULL,
    scored boolean NOT NULL,
    start_on date NOT NULL,
    due_on date NOT NULL,
    told_due_on date NOT NULL,
    calendar_as_of date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'met', 'released')),
    ended_on date,
    missed_on date,
    cohort_on date NOT NULL,
    moves jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (case_key, id)
);
CREATE UNIQUE INDEX integrity_obligations_one_open ON integrity.integrity_obligations (case_key, step, unit_id) WHERE status = 'open';
CREATE INDEX integrity_obligations_by_due ON integrity.integrity_obligations (due_on, id) WHERE status = 'open';
CREATE TABLE integrity.integrity_events (
    case_key bigint NOT NULL REFERENCES integrity.integrity_cases (key),
    n integer NOT NULL CHECK (n > 0),
    id uuid NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    actor_id uuid,
    payload jsonb NOT NULL,
    PRIMARY KEY (case_key, n)
);

CREATE TABLE integrity.integrity_ratings (
    id uuid NOT NULL PRIMARY KEY,
    sealed bytea NOT NULL
);

CREATE TABLE integrity.integrity_attachments (
    case_key bigint NOT NULL REFERENCES integrity.integrity_cases (key),
    giver_id uuid NOT NULL,
    n integer NOT NULL,
    id uuid NOT NULL UNIQUE,
    day date NOT NULL,
    inspectors_only boolean NOT NULL,
    scan text NOT NULL CHECK (scan IN ('waiting', 'clean', 'found')),
    sealed bytea NOT NULL,
    PRIMARY KEY (case_key, giver_id, n)
);
CREATE INDEX integrity_attachments_unscanned ON integrity.integrity_attachments (id) WHERE scan = 'waiting';
CREATE INDEX integrity_attachments_found ON integrity.integrity_attachments (id) WHERE scan = 'found';

-- Receipts and idempotency keys of both channels and of records, as keyed hashes: one of them never stands for two
-- things. No member of a row tells a tip from anything else, and their number is not for units. (The heap keeps the order
-- of insertion until the next CLUSTER.)
CREATE TABLE integrity.tokens (
    hash bytea NOT NULL PRIMARY KEY,
    operation text NOT NULL,
    request_hash bytea NOT NULL,
    answer_id uuid NOT NULL,
    answer_n integer NOT NULL,
    salt bytea,
    made_on date NOT NULL
);

-- A way to answer with a mail address that nobody has confirmed yet: sealed with the moment it ends, one a report of either channel.
CREATE TABLE integrity.pending_contacts (
    case_id uuid NOT NULL PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    sealed bytea NOT NULL,
    salt bytea NOT NULL,
    tries integer NOT NULL
);

-- What inspections conclude and recommend, and who looked a person up.
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
CREATE INDEX conclusions_by_day ON conclusions (document_on, unit_id);
CREATE INDEX conclusions_by_time ON conclusions (recorded_at, id);
-- Who read what only few may read: of each row no more is told in clear than who and on which day. It only grows.
CREATE TABLE access_log (
    id uuid NOT NULL PRIMARY KEY,
    day date NOT NULL,
    actor_id uuid NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX access_log_by_day ON access_log (day, id);
CREATE INDEX access_log_by_actor ON access_log (actor_id, day, id);
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
    version integer NOT NULL CHECK (version > 0),
    done_on date,
    note text,
    done_by uuid,
    recorded_by uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    body_id uuid,
    passed jsonb NOT NULL DEFAULT '[]',
    CHECK ((done_on IS NULL) = (note IS NULL))
);
CREATE INDEX recommendations_by_due ON recommendations (due_on, id);
CREATE INDEX recommendations_by_unit ON recommendations (unit_id, due_on, id);

-- The feed of the one-stop: its dossiers without a word of whose they are, what it sent when, and sums by month of units
-- that send no more. `dossier_key` is the code as it is compared; `late_or_open` is false once the result came in time.
CREATE TABLE dossier_imports (
    id uuid NOT NULL PRIMARY KEY,
    subject text NOT NULL CHECK (subject IN ('dossiers', 'months')),
    door text NOT NULL CHECK (door IN ('file', 'request')),
    source text NOT NULL,
    hash bytea NOT NULL,
    actor_id uuid,
    began_at timestamptz NOT NULL,
    finished_at timestamptz,
    added integer NOT NULL CHECK (added >= 0),
    changed integer NOT NULL CHECK (changed >= 0),
    unchanged integer NOT NULL CHECK (unchanged >= 0),
    refused integer NOT NULL CHECK (refused >= 0)
);
CREATE INDEX dossier_imports_by_time ON dossier_imports (began_at, id);
CREATE INDEX dossier_imports_by_hash ON dossier_imports (hash, began_at, id);
CREATE TABLE dossiers (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL,
    dossier_key text NOT NULL,
    code text NOT NULL,
    procedure_code text NOT NULL,
    received_on date NOT NULL,
    promised_on date NOT NULL,
    promised_first_on date NOT NULL,
    returned_on date,
    late_or_open boolean NOT NULL,
    known_on date NOT NULL,
    result_known_on date,
    first_import uuid NOT NULL REFERENCES dossier_imports (id),
    last_import uuid NOT NULL REFERENCES dossier_imports (id),
    CHECK (promised_on >= received_on AND promised_first_on >= received_on),
    CHECK (returned_on IS NULL OR returned_on >= received_on)
);
CREATE UNIQUE INDEX dossiers_one_a_unit ON dossiers (dossier_key, unit_id);
CREATE INDEX dossiers_by_day ON dossiers (promised_first_on, id);
CREATE INDEX dossiers_by_unit ON dossiers (unit_id, promised_first_on, id);
CREATE INDEX dossiers_late_by_unit ON dossiers (unit_id, promised_first_on, id) WHERE late_or_open;
CREATE INDEX dossiers_late ON dossiers (promised_first_on, id) WHERE late_or_open;
CREATE TABLE dossier_months (
    unit_id uuid NOT NULL,
    month date NOT NULL,
    received integer NOT NULL CHECK (received >= 0),
    returned_in_time integer NOT NULL CHECK (returned_in_time >= 0),
    returned_late integer NOT NULL CHECK (returned_late >= 0),
    open integer NOT NULL CHECK (open >= 0),
    first_import uuid NOT NULL REFERENCES dossier_imports (id),
    last_import uuid NOT NULL REFERENCES dossier_imports (id),
    PRIMARY KEY (unit_id, month)
);

-- Mail owed because of an event: references only, never an address.
CREATE TABLE outbox (
    id uuid NOT NULL PRIMARY KEY,
    dedup_key text NOT NULL UNIQUE,
    template text NOT NULL,
    recipient_kind text NOT NULL CHECK (recipient_kind IN ('unit', 'leader', 'contact', 'sealed', 'sender', 'staff', 'colleague', 'unconfirmed')),
    recipient_id uuid NOT NULL,
    case_id uuid,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    lease_token uuid,
    status text NOT NULL CHECK (status IN ('pending', 'sent', 'dead', 'cancelled')),
    settled_at timestamptz,
    last_error text,
    -- Under which message id it went out.
    sent_as uuid
);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status = 'pending';
CREATE INDEX outbox_by_unit ON outbox (recipient_id, next_at, id) WHERE status = 'pending' AND recipient_kind IN ('unit', 'leader');
CREATE INDEX outbox_codes ON outbox (next_at, id) WHERE status = 'pending' AND recipient_kind = 'unconfirmed';
CREATE INDEX outbox_sent_as ON outbox (sent_as) WHERE sent_as IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (settled_at, id) WHERE status = 'dead';
CREATE INDEX outbox_by_case ON outbox (case_id, created_at, id) WHERE case_id IS NOT NULL;
-- Who has a case of the service channel before them: rows of two minutes.
CREATE TABLE presences (
    case_key bigint NOT NULL REFERENCES cases (key),
    user_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    began_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (case_key, user_id)
);
CREATE INDEX presences_by_end ON presences (ends_at);
-- Files beside a report of the service channel; the files themselves lie sealed elsewhere, under their ids. What is known of one is sealed.
-- The nil id gives what came by receipt.
CREATE TABLE attachments (
    case_key bigint NOT NULL REFERENCES cases (key),
    giver_id uuid NOT NULL,
    n integer NOT NULL,
    id uuid NOT NULL UNIQUE,
    day date NOT NULL,
    inspectors_only boolean NOT NULL,
    scan text NOT NULL CHECK (scan IN ('waiting', 'clean', 'found')),
    sealed bytea NOT NULL,
    copy_id uuid UNIQUE,
    copy_sealed bytea,
    copy_tries integer NOT NULL DEFAULT 0,
    PRIMARY KEY (case_key, giver_id, n)
);
CREATE INDEX attachments_uncopied ON attachments (id) WHERE copy_tries < 3;
CREATE INDEX attachments_unscanned ON attachments (id) WHERE scan = 'waiting';
CREATE INDEX attachments_found ON attachments (id) WHERE scan = 'found';
-- Files of either channel that are on their way: whoever removes what belongs to nobody leaves these alone until their time is over.
CREATE TABLE uploads (
    id uuid NOT NULL PRIMARY KEY,
    ends_at timestamptz NOT NULL
);
CREATE INDEX uploads_by_end ON uploads (ends_at);
-- Objects that belong to no file, and since when that is known; no moment for those that nobody can want any more.
CREATE TABLE orphans (
    id uuid NOT NULL PRIMARY KEY,
    found_at timestamptz
);
CREATE TABLE mail_tallies (
    day date NOT NULL,
    address_hash bytea NOT NULL,
    n integer NOT NULL CHECK (n > 0),
    PRIMARY KEY (day, address_hash)
);

-- Signed counts; a figure is a sum over them. Of a case that was called up and became a tip they are all that is left.
CREATE TABLE ledger_entries (
    case_key bigint NOT NULL,
    n integer NOT NULL,
    unit_id uuid NOT NULL,
    cohort_on date NOT NULL,
    metric text NOT NULL CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released', 'wrong_forward', 'extended',
        'suspended', 'apologised', 'forwarded', 'reopened')),
    kind text NOT NULL,
    delta integer NOT NULL CHECK (delta <> 0),
    PRIMARY KEY (case_key, n, unit_id, metric, cohort_on, delta)
);
CREATE INDEX ledger_by_unit ON ledger_entries (unit_id, cohort_on, metric, kind, delta);

-- Months that are over and were summed up, and their sums; with a case what was counted under the month afterwards.
CREATE TABLE ledger_months (
    month date NOT NULL PRIMARY KEY
);
CREATE TABLE ledger_sums (
    month date NOT NULL REFERENCES ledger_months (month),
    unit_id uuid NOT NULL,
    metric text NOT NULL,
    kind text NOT NULL,
    case_key bigint NOT NULL,
    n integer NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (month, unit_id, metric, kind, case_key, n)
);

-- What was published of a quarter on its day, as it stood then: nothing here is ever changed.
CREATE TABLE published_quarters (
    quarter date NOT NULL PRIMARY KEY,
    id uuid NOT NULL
);
CREATE TABLE published_counts (
    quarter date NOT NULL REFERENCES published_quarters (quarter),
    month date NOT NULL,
    unit_id uuid NOT NULL,
    peer_group text,
    kind text NOT NULL,
    metric text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (quarter, month, unit_id, kind, metric)
);
-- The same cases by category within their kind, by sector and by who sent them, of the province alone.
CREATE TABLE published_parts (
    quarter date NOT NULL REFERENCES published_quarters (quarter),
    month date NOT NULL,
    dimension text NOT NULL CHECK (dimension IN ('category', 'sector', 'sender')),
    kind text NOT NULL CHECK ((kind = '') = (dimension <> 'category')),
    subject text NOT NULL,
    metric text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (quarter, month, dimension, kind, subject, metric)
);
-- Days to the answer, of those of whom they are told: by what, and the group, unit or kind.
CREATE TABLE published_days (
    quarter date NOT NULL REFERENCES published_quarters (quarter),
    dimension text NOT NULL CHECK (dimension IN ('province', 'group', 'unit', 'kind')),
    subject text NOT NULL,
    median bigint CHECK (median >= 0),
    ninetieth bigint CHECK (ninetieth >= median),
    PRIMARY KEY (quarter, dimension, subject)
);

-- What one process leaves for others to find: its clock and log, a backup, whose keys and whose demo this is.
CREATE TABLE marks (
    name text NOT NULL PRIMARY KEY,
    at timestamptz NOT NULL,
    said jsonb NOT NULL
);
