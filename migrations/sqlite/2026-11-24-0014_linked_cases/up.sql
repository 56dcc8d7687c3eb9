-- The rest of a referred case goes on in a case of its own, and the procuracy is told in writing.
-- SQLite changes a CHECK only by building the table anew.
ALTER TABLE reports ADD COLUMN continues_id BLOB REFERENCES reports (id);
ALTER TABLE integrity_reports ADD COLUMN continues_id BLOB REFERENCES integrity_reports (id);
CREATE TABLE new_deadline_rules (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen')),
    variant TEXT NOT NULL CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 400),
    unit TEXT NOT NULL CHECK (unit IN ('working_day', 'day', 'month')),
    from_event TEXT NOT NULL CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened')),
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
CREATE TABLE new_obligations (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
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
    moves TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
INSERT INTO new_obligations (id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on, cohort_on, moves)
SELECT id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on, cohort_on, moves FROM obligations;
DROP TABLE obligations;
ALTER TABLE new_obligations RENAME TO obligations;
CREATE UNIQUE INDEX obligations_one_open ON obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX obligations_by_case ON obligations (case_id);
CREATE INDEX obligations_by_due ON obligations (due_on, id) WHERE status = 'open';
CREATE TABLE new_integrity_obligations (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES integrity_cases (id),
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
    moves TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
INSERT INTO new_integrity_obligations (id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on, cohort_on, moves)
SELECT id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status, ended_on, missed_on, cohort_on, moves FROM integrity_obligations;
DROP TABLE integrity_obligations;
ALTER TABLE new_integrity_obligations RENAME TO integrity_obligations;
CREATE UNIQUE INDEX integrity_obligations_one_open ON integrity_obligations (case_id, step, unit_id) WHERE status = 'open';
CREATE INDEX integrity_obligations_by_case ON integrity_obligations (case_id);
CREATE INDEX integrity_obligations_by_due ON integrity_obligations (due_on, id) WHERE status = 'open';
