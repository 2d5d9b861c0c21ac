import type { Client } from 'pg';

/** Text of it is in every place of the database that can hold something of a row's, and nowhere else. */
export const marker = 'zqmarker';
const number = 712_345_907;
const day = '1987-03-29';

/** What none of the marked values can be without. */
export const marks = [
  marker,
  Buffer.from(marker).toString('hex'),
  String(number),
  '1987-03',
  '87.65.43',
  'abadcafe',
];

/** One value of a type, marked. */
const values: Record<string, string> = {
  text: `'${marker}'`,
  'varchar(40)': `'${marker}'`,
  'char(20)': `'${marker}'`,
  '"char"': `'z'`,
  name: `'${marker}'`,
  citext: `'${marker}'`,
  integer: `${number}`,
  bigint: `${number}`,
  smallint: '7',
  numeric: `${number}.25`,
  real: `${number}`,
  'double precision': `${number}.5`,
  money: `'${number}'`,
  boolean: 'true',
  date: `'${day}'`,
  timestamp: `'${day} 11:22:33'`,
  timestamptz: `'${day} 11:22:33+00'`,
  time: `'11:22:33'`,
  timetz: `'11:22:33+00'`,
  interval: `'${number} seconds'`,
  uuid: `'abadcafe-0000-4000-8000-000000000000'`,
  json: `'{"${marker}_key": {"inner": "${marker}"}}'`,
  jsonb: `'{"${marker}_key": ["${marker}", ${number}]}'`,
  xml: `'<a b="${marker}">${marker}</a>'`,
  bytea: `'\\x${Buffer.from(marker).toString('hex')}'`,
  inet: `'87.65.43.21'`,
  cidr: `'87.65.43.0/24'`,
  macaddr: `'ab:ad:ca:fe:00:01'`,
  'bit varying': `B'1010110101010111'`,
  tsvector: `'${marker}'`,
  tsquery: `'${marker}'`,
  point: `'(${number},1)'`,
  polygon: `'((${number},1),(2,2),(3,1))'`,
  int4range: `'[${number},${number + 5})'`,
  daterange: `'[${day},1987-03-31)'`,
  'text[]': `ARRAY['${marker}', '${marker}2']`,
  'integer[]': `ARRAY[${number}]`,
  'jsonb[]': `ARRAY['{"${marker}": 1}'::jsonb]`,
  hstore: `'${marker}=>${marker}'`,
  ltree: `'${marker}.${marker}'`,
};

/** The types that are marked, by the column that holds them. */
export const markedColumns = Object.keys(values).map((type, index) => ({ name: `c${index}`, type }));

/**
 * Fills a database with marked values, and analyzes it: most common values and histograms of every type, keys of JSON,
 * partition bounds, comments, defaults, constraints, index predicates, statistics objects, policies, functions,
 * settings of the server, the database and roles, and the notes of migration tools.
 */
export async function fillMarked(client: Client, database: string): Promise<void> {
  const columns = markedColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
  const row = markedColumns.map(({ type }) => `${values[type]}::${type}`).join(', ');
  await client.query(`
    CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore; CREATE EXTENSION IF NOT EXISTS ltree;
    CREATE TABLE marked (id bigint PRIMARY KEY, ${columns},
      secret text DEFAULT '${marker}' CHECK (secret <> '${marker}no'),
      made text GENERATED ALWAYS AS ('${marker}' || id::text) STORED);
    INSERT INTO marked SELECT i, ${row}, '${marker}' FROM generate_series(1, 300) i;
    INSERT INTO marked (id, c0, secret) SELECT i, '${marker} ' || i, '${marker}' || i FROM generate_series(301, 900) i;
    CREATE INDEX marked_predicate ON marked (id) WHERE c0 = '${marker}';
    CREATE INDEX marked_expression ON marked ((c0 || '${marker}'));
    CREATE STATISTICS marked_statistics (mcv, ndistinct, dependencies) ON c0, secret FROM marked;
    COMMENT ON TABLE marked IS '${marker}'; COMMENT ON COLUMN marked.c0 IS '${marker}';
    COMMENT ON DATABASE "${database}" IS '${marker}';
    CREATE TABLE parted (id int, region text, note text) PARTITION BY LIST (region);
    CREATE TABLE parted_one PARTITION OF parted FOR VALUES IN ('${marker}');
    CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
    INSERT INTO parted SELECT i, '${marker}', '${marker}' || i FROM generate_series(1, 500) i;
    CREATE TABLE spans (at date, note text) PARTITION BY RANGE (at);
    CREATE TABLE spans_one PARTITION OF spans FOR VALUES FROM ('${day}') TO ('1988-01-01');
    INSERT INTO spans SELECT '${day}', '${marker}' FROM generate_series(1, 50);
    CREATE TABLE child (id bigint PRIMARY KEY, parent bigint REFERENCES marked, code text);
    INSERT INTO child SELECT i, 1 + i % 7, '${marker}' FROM generate_series(1, 500) i;
    CREATE INDEX ON child (code);
    CREATE MATERIALIZED VIEW seen AS SELECT c0, '${marker}'::text AS fixed FROM marked;
    CREATE VIEW shown AS SELECT * FROM marked WHERE c0 = '${marker}';
    CREATE FUNCTION told() RETURNS text LANGUAGE sql AS $$ SELECT '${marker}'::text $$;
    CREATE SEQUENCE counted START ${number};
    ALTER TABLE marked ENABLE ROW LEVEL SECURITY; CREATE POLICY hides ON marked USING (c0 <> '${marker}');
    PREPARE ready AS SELECT '${marker}';
    ALTER DATABASE "${database}" SET application_name = '${marker}';
    ALTER DATABASE "${database}" SET custom.secret = '${marker}';
    ALTER DATABASE "${database}" SET work_mem = '9MB';
    ALTER ROLE postgres SET custom.role_secret = '${marker}';
    ALTER ROLE postgres SET search_path = '${marker}', public;
    CREATE TABLE flyway_schema_history (installed_rank int, version text, description text, type text, script text,
      checksum int, installed_by text, installed_on timestamp, execution_time int, success boolean);
    INSERT INTO flyway_schema_history VALUES (1, '1', '${marker}', 'SQL', 'V1__init.sql', ${number}, '${marker}', now(), 1250, true);
    CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text, logs text,
      rolled_back_at timestamptz, started_at timestamptz, applied_steps_count int);
    INSERT INTO _prisma_migrations VALUES ('${marker}', '${marker}', now(), '20240101_init', 'ERROR near ${marker}', null, now() - interval '2 seconds', 1);
    ANALYZE;`);
  for (const [name, value] of Object.entries(systemSettings)) {
    await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
  }
  await client.query('SELECT pg_reload_conf()');
}

const systemSettings = {
  cluster_name: marker,
  archive_command: `echo ${marker}`,
  primary_conninfo: `host=h password=${marker}`,
  restore_command: `cp ${marker}`,
  log_line_prefix: marker,
  ssl_passphrase_command: marker,
};
