SET LOCAL lock_timeout = '2s';
DROP INDEX orders_region_idx;
ALTER TABLE orders ALTER COLUMN region DROP NOT NULL;
