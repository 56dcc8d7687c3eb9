-- What staff made public of an answer (NĐ 20/2008 Art. 19), without any way back to its case; a withdrawn one
-- keeps its id and loses its words. And a metric for forwards that an inspector found wrong.
CREATE TABLE public_answers (
    id BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    outcome TEXT NOT NULL,
    question TEXT,
    answer TEXT,
    published_on TEXT NOT NULL,
    withdrawn_on TEXT,
    CHECK ((withdrawn_on IS NULL) = (question IS NOT NULL)),
    CHECK ((question IS NULL) = (answer IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX public_answers_by_day ON public_answers (published_on DESC, id) WHERE withdrawn_on IS NULL;
CREATE INDEX public_answers_by_unit ON public_answers (unit_id, published_on DESC, id) WHERE withdrawn_on IS NULL;
CREATE TABLE new_ledger_entries (
    id BLOB NOT NULL PRIMARY KEY,
    event_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    cohort_on TEXT NOT NULL,
    metric TEXT NOT NULL CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released', 'wrong_forward')),
    kind TEXT NOT NULL,
    delta INTEGER NOT NULL CHECK (delta IN (-1, 1)),
    UNIQUE (event_id, unit_id, metric, delta)
) STRICT, WITHOUT ROWID;
INSERT INTO new_ledger_entries SELECT id, event_id, case_id, unit_id, cohort_on, metric, kind, delta FROM ledger_entries;
DROP TABLE ledger_entries;
ALTER TABLE new_ledger_entries RENAME TO ledger_entries;
CREATE INDEX ledger_by_unit ON ledger_entries (unit_id, cohort_on, metric, delta);
