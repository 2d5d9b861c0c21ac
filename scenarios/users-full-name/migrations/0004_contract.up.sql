-- Contract: the old column goes, and with it every query of the old code that still names it.
SET LOCAL lock_timeout = '2s';
DROP TRIGGER users_names_alike ON users;
DROP FUNCTION users_keep_names_alike();
ALTER TABLE users DROP COLUMN name;
