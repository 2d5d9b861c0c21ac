/**
 * Records what EXPLAIN says with all its options: `tsx test/support/recordExplain.ts <folder of postgres and initdb>…`,
 * into `test/fixtures/explain/<major>.jsonl`.
 */

import { writeFileSync } from 'node:fs';
import { tablesSql } from '../fixtures/planPairs/PlanPair.ts';
import { localServer } from './localServer.ts';

/** By what they show: settings, and the query at the end. */
const queries = (major: number): [name: string, steps: string[]][] => [
  ['a sort and a filter', [`select * from orders where total < 3 order by note limit 4`]],
  [
    'an index-only scan',
    [
      'set enable_seqscan = off',
      'set enable_bitmapscan = off',
      'select customer_id from orders where customer_id < 9',
    ],
  ],
  ['bitmaps', ["select * from orders where customer_id = 5 or code = 'C-17'"]],
  [
    'a hash join in batches',
    ["set work_mem = '64kB'", 'select count(*) from orders o join lines l on l.order_id = o.id'],
  ],
  [
    'a nested loop that remembers',
    [
      'set enable_hashjoin = off',
      'set enable_mergejoin = off',
      'set enable_material = off',
      'select c.name from lines l join customers c on c.id = l.quantity + 1 where l.id < 400',
    ],
  ],
  [
    'workers',
    [
      'set max_parallel_workers_per_gather = 2',
      'set parallel_setup_cost = 0',
      'set parallel_tuple_cost = 0',
      'set min_parallel_table_scan_size = 0',
      'select state, count(*) from orders group by state',
    ],
  ],
  [
    'partitions pruned while it ran',
    [
      'set plan_cache_mode = force_generic_plan',
      'prepare p(date) as select count(*) from events where at = $1',
      "execute p('2025-05-05')",
    ],
  ],
  [
    'a value asked for once, a subplan and a CTE',
    [
      `with r as materialized (select id, name from regions) select c.id, (select max(total) from orders o where o.customer_id = c.id) from customers c join r on r.id = c.region_id where c.id < (select avg(id) / 200 from customers) and c.region_id not in (select id from regions where name = 'x')`,
    ],
  ],
  [
    'grouping sets and a window',
    [
      'select state, day, count(*), rank() over (order by count(*)) from orders group by grouping sets ((state), (day), ())',
    ],
  ],
  [
    'an upsert',
    [
      "insert into customers values (17, 1, 'n', 'e') on conflict (id) do update set name = 'x' where customers.region_id > 0",
    ],
  ],
  ['an incremental sort', ['select id from orders order by day, total limit 30']],
  ['a range of physical rows', ["select count(*) from orders where ctid < '(5,0)'"]],
  [
    'functions, values and a set operation',
    ['select g from generate_series(1, 5) g except select * from (values (1), (2)) v'],
  ],
  [
    'a merge',
    major >= 15
      ? [
          "merge into customers c using (values (17, 'x'), (99999, 'y')) v(id, name) on c.id = v.id when matched then update set name = v.name when not matched then insert values (v.id, 1, v.name, 'e')",
        ]
      : [],
  ],
  [
    'XML as a table and a sample',
    [
      "select x.a from xmltable('/r/i' passing ('<r><i>1</i></r>'::xml) columns a int path '.') x, lateral (select count(*) from orders tablesample bernoulli (5) repeatable (1)) s",
    ],
  ],
  ['a disabled node', ['set enable_seqscan = off', 'select * from regions']],
  ['rows locked', ["select * from orders where code = 'C-17' for update skip locked"]],
  [
    'a recursive query',
    ['with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select * from r'],
  ],
];

for (const bin of process.argv.slice(2)) {
  const server = await localServer({ bin, settings: { max_parallel_workers_per_gather: '0', jit: 'off' } });
  const client = await server.connect('postgres');
  try {
    const { rows } = await client.query(`select current_setting('server_version_num')::int / 10000 as major`);
    const major = rows[0].major as number;
    await client.query('create database plans');
    const tables = await server.connect('plans');
    await tables.query(tablesSql);
    await tables.query('vacuum (freeze, analyze)');
    await tables.end();
    const options = [
      'analyze, verbose, buffers, settings',
      ...(major >= 13 ? ['wal'] : []),
      ...(major >= 17 ? ['memory', 'serialize'] : []),
      'format json',
    ].join(', ');
    const found: string[] = [];
    for (const [name, steps] of queries(major)) {
      if (steps.length === 0) continue;
      const own = await server.connect('plans');
      try {
        if (major >= 14) await own.query('set compute_query_id = on');
        for (const step of steps.slice(0, -1)) await own.query(step);
        const text = `explain (${options}) ${steps.at(-1)}`;
        // As text: a Query Identifier is larger than numbers are exact here.
        const explain = await own.query({ text, types: { getTypeParser: () => String } });
        const json = (explain.rows[0]['QUERY PLAN'] as string).replace(/\n\s*/g, '');
        found.push(`{"name":${JSON.stringify(name)},"explain":${json}}`);
      } catch (error) {
        // Builds differ: not each has XML.
        console.log(`${major}, ${name}: ${(error as Error).message}`);
      }
      await own.end();
    }
    writeFileSync(new URL(`../fixtures/explain/${major}.jsonl`, import.meta.url), `${found.join('\n')}\n`);
    console.log(`${major}: ${found.length} plans`);
  } finally {
    await client.end();
    await server.stop();
  }
}
