CREATE TABLE old_ledger_entries (
    id BLOB NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    cohort_on TEXT NOT NULL,
    metric TEXT NOT NULL CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released')),
    kind TEXT NOT NULL,
    delta INTEGER NOT NULL CHECK (delta IN (-1, 1)),
    UNIQUE (event_id, unit_id, metric, delta)
) STRICT, WITHOUT ROWID;
INSERT INTO old_ledger_entries SELECT id, event_id, case_id, unit_id, cohort_on, metric, kind, delta FROM ledger_entries WHERE metric <> 'wrong_forward';
DROP TABLE ledger_entries;
ALTER TABLE old_ledger_entries RENAME TO ledger_entries;
CREATE INDEX ledger_by_unit ON ledger_entries (unit_id, cohort_on, metric, delta);
DROP TABLE public_answers;
