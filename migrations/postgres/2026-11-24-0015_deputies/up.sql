-- Standing deputies: who may stand in for the leader of a unit where a second person has to look, and by which document.
CREATE TABLE deputies (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    unit_id uuid NOT NULL REFERENCES units (id),
    document text NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    recorded_by uuid NOT NULL REFERENCES users (id),
    recorded_at timestamptz NOT NULL,
    ended_on date,
    ended_by uuid REFERENCES users (id),
    CHECK (valid_from <= valid_to),
    CHECK ((ended_on IS NULL) = (ended_by IS NULL))
);
CREATE INDEX deputies_by_user ON deputies (user_id, valid_to);
CREATE INDEX deputies_by_unit ON deputies (unit_id, valid_to);
