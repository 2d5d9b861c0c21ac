-- Outside a transaction, each statement by itself: the scan of VALIDATE must not be held under the lock of ADD.
SET lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT orders_region_present CHECK (region IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_region_present;
ALTER TABLE orders ALTER COLUMN region SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT orders_region_present;
CREATE INDEX CONCURRENTLY orders_region_idx ON orders (region);
