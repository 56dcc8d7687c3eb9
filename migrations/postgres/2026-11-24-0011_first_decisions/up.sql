-- What became of a first complaint, as the reporter of the second says; a period may begin where none came.
ALTER TABLE reports ADD COLUMN first_decided_on date;
ALTER TABLE reports ADD COLUMN first_undecided_on date;
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'urged', 'reopened', 'undecided'));
