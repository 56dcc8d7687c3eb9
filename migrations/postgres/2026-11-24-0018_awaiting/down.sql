DROP INDEX cases_awaiting;
ALTER TABLE integrity_cases DROP COLUMN awaits_inspector;
ALTER TABLE cases DROP COLUMN awaits_inspector;
