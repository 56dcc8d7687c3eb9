-- Who came after a unit that ended. Codes are used again, so a unit is a code and its first day.
CREATE TABLE successions (
    old_code text NOT NULL,
    old_valid_from date NOT NULL,
    new_code text NOT NULL,
    new_valid_from date NOT NULL,
    effective_on date NOT NULL,
    part text NOT NULL CHECK (part IN ('full', 'partial')),
    legal_ref_vi text NOT NULL,
    legal_ref_en text NOT NULL,
    confirmed boolean NOT NULL,
    PRIMARY KEY (old_code, old_valid_from, new_code, new_valid_from),
    FOREIGN KEY (old_code, old_valid_from) REFERENCES units (code, valid_from),
    FOREIGN KEY (new_code, new_valid_from) REFERENCES units (code, valid_from)
);
