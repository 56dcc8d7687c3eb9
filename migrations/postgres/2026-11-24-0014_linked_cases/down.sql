-- Undone only while nothing uses what it added: a row the old schema does not know stops it.
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_step_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen'));
ALTER TABLE obligations DROP CONSTRAINT obligations_step_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'urge'));
ALTER TABLE integrity.integrity_obligations DROP CONSTRAINT integrity_obligations_step_check;
ALTER TABLE integrity.integrity_obligations ADD CONSTRAINT integrity_obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'confirm_promise', 'finish_or_apologise', 'late_apology', 'finish', 'consult', 'urge'));
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'urged', 'reopened'));
ALTER TABLE reports DROP COLUMN continues_id;
ALTER TABLE integrity.integrity_reports DROP COLUMN continues_id;
