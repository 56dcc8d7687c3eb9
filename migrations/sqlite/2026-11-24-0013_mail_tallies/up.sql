-- How many mails an address was owed today that anybody could have caused; earlier days are taken out.
CREATE TABLE mail_tallies (
    day TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    PRIMARY KEY (day, address_hash)
) STRICT, WITHOUT ROWID;
