-- Apologies for late dossiers: the register, the duties around a promised day, and an escalation of its own for
-- a second lateness.
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_step_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen'));
ALTER TABLE obligations DROP CONSTRAINT obligations_step_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'urge'));
ALTER TABLE integrity.integrity_obligations DROP CONSTRAINT integrity_obligations_step_check;
ALTER TABLE integrity.integrity_obligations ADD CONSTRAINT integrity_obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'urge'));
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'urged', 'reopened'));
ALTER TABLE escalations ADD COLUMN step text NOT NULL DEFAULT 'any';
ALTER TABLE escalations DROP CONSTRAINT escalations_pkey;
ALTER TABLE escalations ADD PRIMARY KEY (level, step, valid_from);
CREATE TABLE apologies (
    id uuid NOT NULL PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    unit_id uuid NOT NULL,
    case_id uuid,
    case_number text,
    dossier_code text,
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
CREATE INDEX apologies_by_unit ON apologies (unit_id, promised_on, id);
CREATE UNIQUE INDEX apologies_one_a_dossier ON apologies (dossier_code, unit_id) WHERE dossier_code IS NOT NULL;
CREATE INDEX apologies_by_case ON apologies (case_id) WHERE case_id IS NOT NULL;
