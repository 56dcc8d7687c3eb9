-- What became of a first complaint, as the reporter of the second says; a period may begin where none came.
ALTER TABLE reports ADD COLUMN first_decision jsonb;
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened', 'undecided'));
