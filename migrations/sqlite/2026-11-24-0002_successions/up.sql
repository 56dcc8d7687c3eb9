-- Who came after a unit that ended. Codes are used again, so a unit is a code and its first day.
CREATE TABLE successions (
    old_code TEXT NOT NULL,
    old_valid_from TEXT NOT NULL,
    new_code TEXT NOT NULL,
    new_valid_from TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('full', 'partial')),
    legal_ref_vi TEXT NOT NULL,
    legal_ref_en TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (old_code, old_valid_from, new_code, new_valid_from),
    FOREIGN KEY (old_code, old_valid_from) REFERENCES units (code, valid_from),
    FOREIGN KEY (new_code, new_valid_from) REFERENCES units (code, valid_from)
) STRICT;
