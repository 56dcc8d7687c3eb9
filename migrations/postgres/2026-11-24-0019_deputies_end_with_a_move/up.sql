-- An authority also ends by itself, with a move: then no administrator ended it.
ALTER TABLE deputies DROP CONSTRAINT deputies_check1;
ALTER TABLE deputies ADD CONSTRAINT deputies_check1 CHECK (ended_by IS NULL OR ended_on IS NOT NULL);
-- Whoever works elsewhere now stays nobody's deputy, also after the way back; a closed account is none either.
UPDATE deputies SET ended_on = moved.left_on
FROM (SELECT user_id, max(coalesce(until_on + 1, since_on)) AS left_on FROM postings GROUP BY user_id) AS moved, users
WHERE moved.user_id = deputies.user_id AND users.id = deputies.user_id
    AND deputies.ended_on IS NULL AND deputies.valid_to >= moved.left_on
    AND (NOT users.active OR users.unit_id IS DISTINCT FROM deputies.unit_id);
