-- Routing, whole: what a report says of a leader, who must not see what, and who changed which rule.
ALTER TABLE reports ADD COLUMN about_leader INTEGER NOT NULL DEFAULT 0;
-- The newest reports are what a changed set of rules is tried on; the index only grows at its end.
CREATE INDEX reports_by_submitted ON reports (submitted_at);
CREATE TABLE conflicts (
    user_id BLOB NOT NULL REFERENCES users (id),
    unit_id BLOB NOT NULL REFERENCES units (id),
    until TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    PRIMARY KEY (user_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE routing_edits (
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    edited_by BLOB NOT NULL REFERENCES users (id),
    edited_at INTEGER NOT NULL,
    PRIMARY KEY (code, version),
    FOREIGN KEY (code, version) REFERENCES routing_rules (code, version)
) STRICT, WITHOUT ROWID;
