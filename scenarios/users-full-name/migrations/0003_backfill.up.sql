-- Backfill: only rows that nobody has filled meanwhile, in batches that commit each.
DO $$
DECLARE
  batch constant bigint := 20000;
  high bigint;
BEGIN
  SELECT coalesce(max(id), 0) INTO high FROM users;
  FOR low IN 1 .. high BY batch LOOP
    UPDATE users SET full_name = name WHERE id >= low AND id < low + batch AND full_name IS NULL;
    COMMIT;
  END LOOP;
END
$$;
