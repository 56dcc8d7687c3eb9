-- How many mails an address was owed today that anybody could have caused; earlier days are taken out.
CREATE TABLE mail_tallies (
    day date NOT NULL,
    address_hash bytea NOT NULL,
    n integer NOT NULL CHECK (n > 0),
    PRIMARY KEY (day, address_hash)
);
