DROP TABLE record_keys;
DROP TABLE recommendations;
DROP TABLE personnel_checks;
DROP TABLE conclusions;
