/** Values of every kind that statistics can hold, beside the ground's tables. */
export const oddSchema = `
  create table odd (s state, a state[], d cents, da date[], r int4range, c parents, n name, ts tsvector, b bytea, j jsonb, u uuid, i interval,
    f float8, ip inet, bt bit(5), cx text collate "C", ar text[], nothing int, at timestamptz);
  create index odd_name_idx on odd ((n || 'x'));
  create index odd_together_idx on odd ((d + 1), upper(cx));
  create statistics odd_columns (mcv, ndistinct, dependencies) on s, d, cx from odd;
  create statistics odd_expressions on (d + 1), (upper(cx)), s from odd;
  create statistics odd_one on (length(cx)) from odd;`;

/** Rows without declarations, so that a test needs no dataset. */
export const groundRows = `
  insert into odd select (array['new', 'paid', 'sent'])[1 + i % 3]::state, array['new', 'paid']::state[], i % 50, array[date '2020-01-01' + i % 9],
      int4range(i, i + i % 70), row(i, 'x')::parents, 'n' || i % 300, to_tsvector('simple', 'a' || i % 7 || ' b' || i % 3), ('\\x0' || i % 10)::bytea,
      jsonb_build_object('a', i % 4, 'q', 'it''s "x" {},'), md5((i % 90)::text)::uuid, i % 100 * interval '1 day 3 min', i / 7.0,
      ('10.0.0.' || i % 200)::inet, (i % 32)::bit(5), 'q"\\{,}' || i % 20, array['a,b', '"', null, 'x' || i % 6], null, timestamptz '2026-01-01' + i * interval '1 min'
    from generate_series(1, 6000) i;
  insert into customers (email, region, score, note) select 'U' || i || '@Example.com', i % 40, i / 3.0, null from generate_series(1, 8000) i;
  insert into orders (customer_id, state, status, amount, placed, tags)
    select 1 + i % 1000, (array['new', 'paid', 'sent', 'lost'])[1 + i % 4]::state, case when i % 30 = 0 then 'open' else 'closed' end, i % 4000,
      timestamptz '2026-01-01' + i * interval '1 min', array[i % 7, i % 100] from generate_series(1, 20000) i;
  insert into events select i, timestamptz '2025-12-01' + i * interval '10 min', i % 10, i % 4000 from generate_series(1, 12000) i;
  insert into parents select i, 'p' || i % 700 from generate_series(1, 4000) i;
  insert into children select 1000000 + i, 'c' || i, i % 50 from generate_series(1, 5000) i;
  insert into bloated select i, i % 900, md5(i::text) from generate_series(1, 4000) i;
  insert into wide select i, repeat(md5(i::text), 200), jsonb_build_object('a', i % 11) from generate_series(1, 300) i;
  refresh materialized view busy;`;
