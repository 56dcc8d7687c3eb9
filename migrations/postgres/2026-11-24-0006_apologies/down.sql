-- The register goes with it, and what the older schema has no word for.
DROP TABLE apologies;
DELETE FROM escalations WHERE step <> 'any';
ALTER TABLE escalations DROP CONSTRAINT escalations_pkey;
ALTER TABLE escalations DROP COLUMN step;
ALTER TABLE escalations ADD PRIMARY KEY (level, valid_from);
DELETE FROM deadline_rules WHERE step IN ('confirm_promise', 'finish') OR from_event IN ('claimed', 'promise_missed');
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_step_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'finish_or_apologise', 'late_apology', 'consult', 'urge', 'file', 'sign', 'reply', 'confirm', 'reopen'));
DELETE FROM obligations WHERE step IN ('confirm_promise', 'finish');
ALTER TABLE obligations DROP CONSTRAINT obligations_step_check;
ALTER TABLE obligations ADD CONSTRAINT obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'finish_or_apologise', 'late_apology', 'consult', 'urge'));
DELETE FROM integrity.integrity_obligations WHERE step IN ('confirm_promise', 'finish');
ALTER TABLE integrity.integrity_obligations DROP CONSTRAINT integrity_obligations_step_check;
ALTER TABLE integrity.integrity_obligations ADD CONSTRAINT integrity_obligations_step_check CHECK (step IN ('accept', 'forward', 'answer', 'notify', 'publish', 'remedy', 'finish_or_apologise', 'late_apology', 'consult', 'urge'));
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'promised', 'consulted', 'urged', 'reopened'));
