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
ALTER TABLE urgings ADD COLUMN body_id BLOB;
UPDATE urgings SET body_id = (SELECT unit_id FROM users WHERE users.id = urged_by);
ALTER TABLE recommendations ADD COLUMN body_id BLOB;
UPDATE recommendations SET body_id = (SELECT unit_id FROM users WHERE users.id = recorded_by);
ALTER TABLE users ADD COLUMN email TEXT;
ALTER TABLE users ADD COLUMN signed_in_on TEXT;
UPDATE users SET signed_in_on = (SELECT date(max(sessions.created_at) / 1000000, 'unixepoch', '+7 hours') FROM sessions WHERE sessions.user_id = users.id);
CREATE TABLE outbox_new (
    id BLOB NOT NULL PRIMARY KEY,
    dedup_key TEXT NOT NULL UNIQUE,
    template TEXT NOT NULL,
    recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('unit', 'contact', 'sealed', 'sender')),
    recipient_id BLOB NOT NULL,
    case_id BLOB,
    payload TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease_token BLOB,
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'dead', 'cancelled')),
    settled_at INTEGER,
    last_error TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO outbox_new SELECT * FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status = 'pending';
CREATE INDEX outbox_dead ON outbox (settled_at, id) WHERE status = 'dead';
