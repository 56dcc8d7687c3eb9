-- One table for the keys of writes that are no case. Keys of urging letters are carried over with the version their
-- request made. Those of conclusions, look-ups and recommendations were bound to another name of the same caller and
-- could never be found again; a key is only good for repeating a request whose answer was lost, so they go.
DELETE FROM record_keys;
INSERT INTO record_keys (key_hash, operation, request_hash, answer_id, answer_version, created_at)
SELECT k.key_hash, k.operation, k.request_hash, k.urging_id,
       CASE k.operation
           WHEN 'send_urging' THEN 1
           WHEN 'answer_urging' THEN u.version - CASE WHEN u.closed_on IS NULL THEN 0 ELSE 1 END
           ELSE u.version
       END,
       k.created_at
FROM urging_keys k JOIN urgings u ON u.id = k.urging_id;
DROP TABLE urging_keys;

-- Who is told: the body that sent a letter or made a recommendation, and a member of staff who left an address.
ALTER TABLE urgings ADD COLUMN body_id uuid;
UPDATE urgings SET body_id = (SELECT unit_id FROM users WHERE users.id = urged_by);
ALTER TABLE recommendations ADD COLUMN body_id uuid;
UPDATE recommendations SET body_id = (SELECT unit_id FROM users WHERE users.id = recorded_by);
ALTER TABLE users ADD COLUMN email text;
ALTER TABLE users ADD COLUMN signed_in_on date;
UPDATE users SET signed_in_on = (SELECT (max(sessions.created_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM sessions WHERE sessions.user_id = users.id);
ALTER TABLE outbox DROP CONSTRAINT outbox_recipient_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_recipient_kind_check CHECK (recipient_kind IN ('unit', 'contact', 'sealed', 'sender'));
