-- Where each member of staff works and worked: a change ends one posting and begins the next.
CREATE TABLE postings (
    user_id uuid NOT NULL REFERENCES users (id),
    n integer NOT NULL,
    unit_id uuid REFERENCES units (id),
    role text NOT NULL,
    since_on date NOT NULL,
    until_on date,
    cause text NOT NULL CHECK (cause IN ('added', 'succession', 'moved')),
    noted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, n)
);
-- Accounts of before were made where they are now, on the office day of their making.
INSERT INTO postings (user_id, n, unit_id, role, since_on, until_on, cause, noted_at)
SELECT id, 1, unit_id, role, (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, NULL, 'added', created_at
FROM users;
