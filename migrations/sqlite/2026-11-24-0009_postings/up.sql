-- Where each member of staff works and worked: a change ends one posting and begins the next.
CREATE TABLE postings (
    user_id BLOB NOT NULL REFERENCES users (id),
    n INTEGER NOT NULL,
    unit_id BLOB REFERENCES units (id),
    role TEXT NOT NULL,
    since_on TEXT NOT NULL,
    until_on TEXT,
    cause TEXT NOT NULL CHECK (cause IN ('added', 'succession', 'moved')),
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, n)
) STRICT, WITHOUT ROWID;
-- Accounts of before were made where they are now, on the office day of their making.
INSERT INTO postings (user_id, n, unit_id, role, since_on, until_on, cause, noted_at)
SELECT id, 1, unit_id, role, date(created_at / 1000000, 'unixepoch', '+7 hours'), NULL, 'added', created_at
FROM users;
