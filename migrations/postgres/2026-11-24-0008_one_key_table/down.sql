-- Mail to the senders of letters has nobody to go to any more.
DELETE FROM outbox WHERE recipient_kind = 'sender';
ALTER TABLE outbox DROP CONSTRAINT outbox_recipient_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_recipient_kind_check CHECK (recipient_kind IN ('unit', 'contact', 'sealed'));
ALTER TABLE users DROP COLUMN signed_in_on;
ALTER TABLE users DROP COLUMN email;
ALTER TABLE recommendations DROP COLUMN body_id;
ALTER TABLE urgings DROP COLUMN body_id;
CREATE TABLE urging_keys (
    key_hash bytea NOT NULL PRIMARY KEY,
    operation text NOT NULL,
    request_hash bytea NOT NULL,
    urging_id uuid NOT NULL REFERENCES urgings (id),
    created_at timestamptz NOT NULL
);
INSERT INTO urging_keys (key_hash, operation, request_hash, urging_id, created_at)
SELECT key_hash, operation, request_hash, answer_id, created_at FROM record_keys
WHERE operation IN ('send_urging', 'answer_urging', 'close_urging');
DELETE FROM record_keys WHERE operation IN ('send_urging', 'answer_urging', 'close_urging');
