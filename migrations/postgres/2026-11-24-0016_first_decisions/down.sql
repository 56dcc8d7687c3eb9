ALTER TABLE reports DROP COLUMN first_decision;
DELETE FROM deadline_rules WHERE from_event = 'undecided';
ALTER TABLE deadline_rules DROP CONSTRAINT deadline_rules_from_event_check;
ALTER TABLE deadline_rules ADD CONSTRAINT deadline_rules_from_event_check CHECK (from_event IN ('received', 'forwarded_in', 'accepted', 'answered', 'asked', 'signed_wait', 'learned', 'claimed', 'promised', 'promise_missed', 'consulted', 'referred', 'urged', 'reopened'));
