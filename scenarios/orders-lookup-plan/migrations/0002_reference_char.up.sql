-- References have fourteen characters, so the column says so.
ALTER TABLE orders ALTER COLUMN reference TYPE char(14);
