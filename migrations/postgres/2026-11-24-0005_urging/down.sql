-- Letters and their answers go with it.
DROP TABLE urging_keys;
DROP TABLE urgings;
DROP TABLE escalations;
