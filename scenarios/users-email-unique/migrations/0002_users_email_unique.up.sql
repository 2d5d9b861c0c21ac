CREATE UNIQUE INDEX users_email_key ON users (lower(email));

DROP INDEX users_email_idx;
