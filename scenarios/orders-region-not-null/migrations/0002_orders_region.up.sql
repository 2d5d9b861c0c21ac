-- February: every order gets a region.
ALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT default_region();

CREATE INDEX orders_region_idx ON orders (region);
