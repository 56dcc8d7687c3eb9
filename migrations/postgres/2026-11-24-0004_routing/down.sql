DROP TABLE routing_edits;
DROP TABLE conflicts;
DROP INDEX reports_by_submitted;
ALTER TABLE reports DROP COLUMN about_leader;
