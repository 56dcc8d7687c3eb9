-- Mail to the senders of letters has nobody to go to any more.
CREATE TABLE outbox_old (
    id BLOB NOT NULL PRIMARY KEY,
    dedup_key TEXT NOT NULL UNIQUE,
    template TEXT NOT NULL,
    recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('unit', 'contact', 'sealed')),
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
INSERT INTO outbox_old SELECT * FROM outbox WHERE recipient_kind <> 'sender';
DROP TABLE outbox;
ALTER TABLE outbox_old RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE status = 'pending';
CREATE INDEX outbox_dead ON outbox (settled_at, id) WHERE status = 'dead';
ALTER TABLE users DROP COLUMN signed_in_on;
ALTER TABLE users DROP COLUMN email;
ALTER TABLE recommendations DROP COLUMN body_id;
ALTER TABLE urgings DROP COLUMN body_id;
CREATE TABLE urging_keys (
    key_hash BLOB NOT NULL PRIMARY KEY,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    urging_id BLOB NOT NULL REFERENCES urgings (id),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO urging_keys (key_hash, operation, request_hash, urging_id, created_at)
SELECT key_hash, operation, request_hash, answer_id, created_at FROM record_keys
WHERE operation IN ('send_urging', 'answer_urging', 'close_urging');
DELETE FROM record_keys WHERE operation IN ('send_urging', 'answer_urging', 'close_urging');
