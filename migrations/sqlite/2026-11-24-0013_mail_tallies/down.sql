DROP TABLE mail_tallies;
