-- Routing, whole: what a report says of a leader, who must not see what, and who changed which rule.
ALTER TABLE reports ADD COLUMN about_leader boolean NOT NULL DEFAULT false;
-- The newest reports are what a changed set of rules is tried on; the index only grows at its end.
CREATE INDEX reports_by_submitted ON reports (submitted_at);
CREATE TABLE conflicts (
    user_id uuid NOT NULL REFERENCES users (id),
    unit_id uuid NOT NULL REFERENCES units (id),
    until date NOT NULL,
    declared_on date NOT NULL,
    PRIMARY KEY (user_id, unit_id)
);
CREATE TABLE routing_edits (
    code text NOT NULL,
    version integer NOT NULL,
    edited_by uuid NOT NULL REFERENCES users (id),
    edited_at timestamptz NOT NULL,
    PRIMARY KEY (code, version),
    FOREIGN KEY (code, version) REFERENCES routing_rules (code, version)
);
