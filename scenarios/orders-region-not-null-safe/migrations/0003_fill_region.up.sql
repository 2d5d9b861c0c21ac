-- Batches by key range that commit each: no row is locked for long, and a second run goes on where the first stopped.
DO $$
DECLARE
  batch constant bigint := 20000;
  high bigint;
BEGIN
  SELECT coalesce(max(id), 0) INTO high FROM orders;
  FOR low IN 1 .. high BY batch LOOP
    UPDATE orders SET region = 'eu-central' WHERE id >= low AND id < low + batch AND region IS NULL;
    COMMIT;
  END LOOP;
END
$$;
