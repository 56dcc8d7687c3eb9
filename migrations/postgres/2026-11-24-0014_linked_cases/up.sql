-- The rest of a referred case goes on in a case of its own, and the procuracy is told in writing.
ALTER TABLE reports ADD COLUMN continues_id uuid REFERENCES reports (id);
ALTER TABLE integrity.integrity_reports ADD COLUMN continues_id uuid REFERENCES integrity.integrity_reports (id);
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_step_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen'));
ALTER TABLE obligations DROP CONSTRAINT obligations_step_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge'));
ALTER TABLE integrity.integrity_obligations DROP CONSTRAINT integrity_obligations_step_check;
ALTER TABLE integrity.integrity_obligations ADD CONSTRAINT integrity_obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'procuracy_copy', 'urge'));
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened'));
