-- What staff made public of an answer (NĐ 20/2008 Art. 19), without any way back to its case; a withdrawn one
-- keeps its id and loses its words. And a metric for forwards that an inspector found wrong.
CREATE TABLE public_answers (
    id uuid NOT NULL PRIMARY KEY,
    unit_id uuid NOT NULL,
    kind text NOT NULL,
    category text NOT NULL,
    outcome text NOT NULL,
    question text,
    answer text,
    published_on date NOT NULL,
    withdrawn_on date,
    CHECK ((withdrawn_on IS NULL) = (question IS NOT NULL)),
    CHECK ((question IS NULL) = (answer IS NULL))
);
CREATE INDEX public_answers_by_day ON public_answers (published_on DESC, id) WHERE withdrawn_on IS NULL;
CREATE INDEX public_answers_by_unit ON public_answers (unit_id, published_on DESC, id) WHERE withdrawn_on IS NULL;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_metric_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_metric_check CHECK (metric IN ('filed', 'opened', 'met', 'missed', 'released', 'wrong_forward'));
