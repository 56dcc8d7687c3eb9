-- Which cases wait for an inspector's word: a dispute of competence, or a contested promised day.
ALTER TABLE cases ADD COLUMN awaits_inspector boolean NOT NULL DEFAULT false;
ALTER TABLE integrity_cases ADD COLUMN awaits_inspector boolean NOT NULL DEFAULT false;
UPDATE cases SET awaits_inspector = true WHERE is_open AND (course ->> 'disputed_to' IS NOT NULL OR course -> 'promise' ->> 'state' = 'denied'
    OR (course -> 'promise' ->> 'state' = 'claimed' AND accused_id <> holder_id AND (kind = 'apology_request' OR category = 'no_apology') AND course -> 'promise' ->> 'taken_over_by' IS NULL
        AND coalesce(course ->> 'wait', '') <> 'signature'));
UPDATE integrity_cases SET awaits_inspector = true WHERE is_open AND (course ->> 'disputed_to' IS NOT NULL OR course -> 'promise' ->> 'state' = 'denied'
    OR (course -> 'promise' ->> 'state' = 'claimed' AND accused_id <> holder_id AND (kind = 'apology_request' OR category = 'no_apology') AND course -> 'promise' ->> 'taken_over_by' IS NULL
        AND coalesce(course ->> 'wait', '') <> 'signature'));
CREATE INDEX cases_awaiting ON cases (next_due_on, id) WHERE awaits_inspector;
