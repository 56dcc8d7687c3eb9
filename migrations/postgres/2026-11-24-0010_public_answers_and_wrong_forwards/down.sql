DELETE FROM ledger_entries WHERE metric = 'wrong_forward';
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_metric_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_metric_check CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released'));
DROP TABLE public_answers;
