-- What became of a first complaint, as the reporter of the second says; a period may begin where none came.
ALTER TABLE reports ADD COLUMN first_decision TEXT;
-- SQLite changes a CHECK only by building the table anew.
CREATE TABLE new_deadline_rules (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen')),
    variant TEXT NOT NULL CHECK (variant IN ('normal', 'complex', 'remote', 'remote_complex', 'specially_complex')),
    n INTEGER NOT NULL CHECK (n BETWEEN 1 AND 400),
    unit TEXT NOT NULL CHECK (unit IN ('working_day', 'day', 'month')),
    from_event TEXT NOT NULL CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened', 'undecided')),
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
