-- The law, whole: every kind with its intake requirements, every step and state of a case, what moves a last
-- day, and the desk that types in papers and calls.
ALTER TABLE kinds ADD COLUMN filed_by text NOT NULL DEFAULT '';
ALTER TABLE kinds ADD COLUMN filed_via text NOT NULL DEFAULT 'online';
ALTER TABLE kinds ADD COLUMN signature text NOT NULL DEFAULT 'none' CHECK (signature IN ('none', 'required'));
ALTER TABLE kinds ADD COLUMN requires text NOT NULL DEFAULT '';
ALTER TABLE kinds ADD COLUMN complex_from integer;
ALTER TABLE kinds ADD COLUMN specially_complex_from integer;
ALTER TABLE kinds ADD COLUMN confirmed boolean NOT NULL DEFAULT true;
ALTER TABLE kinds ADD COLUMN form_vi text;
ALTER TABLE kinds ADD COLUMN form_en text;
ALTER TABLE integrity.integrity_reports ADD COLUMN activated boolean NOT NULL DEFAULT true;
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
ALTER TABLE users DROP CONSTRAINT users_role_check;
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('unit_officer', 'unit_leader', 'reception', 'inspector', 'administrator', 'personnel_reader'));
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_step_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'finish_or_apologise', 'late_apology', 'consult', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen'));
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'promised', 'consulted', 'urged', 'reopened'));
ALTER TABLE routing_rules DROP CONSTRAINT routing_rules_action_check;
ALTER TABLE routing_rules ADD CONSTRAINT routing_rules_action_check CHECK (action IN ('accused_unit', 'locality_unit', 'unit', 'inspectorate_or_chair', 'superior_of_accused'));
ALTER TABLE reports DROP CONSTRAINT reports_reporter_type_check;
ALTER TABLE reports ADD CONSTRAINT reports_reporter_type_check CHECK (reporter_type IN ('resident', 'business', 'organisation', 'front', 'official'));
ALTER TABLE cases DROP CONSTRAINT cases_state_check;
ALTER TABLE cases ADD CONSTRAINT cases_state_check CHECK (state IN ('received', 'accepted', 'awaiting_reporter', 'suspended', 'answered', 'closed', 'declined', 'withdrawn', 'merged', 'referred'));
ALTER TABLE cases DROP CONSTRAINT cases_outcome_check;
ALTER TABLE cases ADD CONSTRAINT cases_outcome_check CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'slander_concluded', 'not_competent', 'withdrawn'));
ALTER TABLE integrity.integrity_cases DROP CONSTRAINT integrity_cases_state_check;
ALTER TABLE integrity.integrity_cases ADD CONSTRAINT integrity_cases_state_check CHECK (state IN ('received', 'accepted', 'awaiting_reporter', 'suspended', 'answered', 'closed', 'declined', 'withdrawn', 'merged', 'referred'));
ALTER TABLE integrity.integrity_cases DROP CONSTRAINT integrity_cases_outcome_check;
ALTER TABLE integrity.integrity_cases ADD CONSTRAINT integrity_cases_outcome_check CHECK (outcome IN ('remedied', 'founded', 'partly_founded', 'unfounded', 'slander_concluded', 'not_competent', 'withdrawn'));
ALTER TABLE obligations DROP CONSTRAINT obligations_step_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'finish_or_apologise', 'late_apology', 'consult', 'urge'));
ALTER TABLE integrity.integrity_obligations DROP CONSTRAINT integrity_obligations_step_check;
ALTER TABLE integrity.integrity_obligations ADD CONSTRAINT integrity_obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'finish_or_apologise', 'late_apology', 'consult', 'urge'));
ALTER TABLE reports ADD COLUMN filed_via text NOT NULL DEFAULT 'online' CHECK (filed_via IN ('online', 'desk_paper', 'desk_call', 'desk_visit'));
ALTER TABLE reports ADD COLUMN paper_on date;
ALTER TABLE reports ADD COLUMN typed_by uuid;
ALTER TABLE reports ADD COLUMN contested_act text;
ALTER TABLE reports ADD COLUMN learned_on date;
ALTER TABLE reports ADD COLUMN prior_case text;
ALTER TABLE reports ADD COLUMN activated boolean NOT NULL DEFAULT true;
ALTER TABLE contacts ADD COLUMN id_number text;
ALTER TABLE contacts ADD COLUMN position text;
ALTER TABLE cases ADD COLUMN variant text NOT NULL DEFAULT 'normal' CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex'));
ALTER TABLE cases ADD COLUMN waits_until date;
ALTER TABLE cases ADD COLUMN course jsonb NOT NULL DEFAULT '{}';
ALTER TABLE integrity.integrity_cases ADD COLUMN variant text NOT NULL DEFAULT 'normal' CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex'));
ALTER TABLE integrity.integrity_cases ADD COLUMN waits_until date;
ALTER TABLE integrity.integrity_cases ADD COLUMN course jsonb NOT NULL DEFAULT '{}';
ALTER TABLE obligations ADD COLUMN cohort_on date;
ALTER TABLE obligations ADD COLUMN moves jsonb NOT NULL DEFAULT '[]';
UPDATE obligations SET cohort_on = due_on;
ALTER TABLE obligations ALTER COLUMN cohort_on SET NOT NULL;
ALTER TABLE integrity.integrity_obligations ADD COLUMN cohort_on date;
ALTER TABLE integrity.integrity_obligations ADD COLUMN moves jsonb NOT NULL DEFAULT '[]';
UPDATE integrity.integrity_obligations SET cohort_on = due_on;
ALTER TABLE integrity.integrity_obligations ALTER COLUMN cohort_on SET NOT NULL;
CREATE INDEX cases_by_wait ON cases (waits_until, id) WHERE waits_until IS NOT NULL;
CREATE INDEX integrity_cases_by_wait ON integrity.integrity_cases (waits_until, id) WHERE waits_until IS NOT NULL;
