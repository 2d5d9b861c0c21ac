import type { Client } from 'pg';

/** A scan, a sort and an index build of a fixed size, in milliseconds: tells a slow machine from a slow migration. */
export async function calibrate(client: Client): Promise<number> {
  const started = performance.now();
  await client.query('BEGIN');
  await client.query(`
    CREATE TEMPORARY TABLE pgrehearse_calibration ON COMMIT DROP AS
      SELECT i AS id, pg_catalog.md5(i::text) AS word FROM pg_catalog.generate_series(1, 100000) AS i;
    CREATE INDEX ON pgrehearse_calibration (word);
    SELECT pg_catalog.count(*) FROM (SELECT word FROM pgrehearse_calibration ORDER BY word DESC OFFSET 0) AS sorted`);
  await client.query('ROLLBACK');
  return performance.now() - started;
}
