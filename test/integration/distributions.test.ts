import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

interface Statistics {
  null_frac: number;
  n_distinct: number;
  correlation: number | null;
  freqs: number[];
  vals: string[];
  /** Histogram bounds at 0, 25, 50, 75 and 100 %. */
  quartiles: number[];
}

/** Every distribution, and what pg_stats should say of 200,000 of its rows. */
const cases: [string, string, api.AnyColumn, (found: Statistics) => unknown][] = [
  [
    'sequence',
    'int',
    api.sequence(),
    ({ n_distinct, correlation }) => [n_distinct === -1, correlation! > 0.9999],
  ],
  ['shuffled', 'int', api.sequence({ correlation: 0 }), ({ correlation }) => [Math.abs(correlation!) < 0.02]],
  [
    'nearly',
    'int',
    api.uniform(1, 1_000_000, { correlation: 0.9 }),
    ({ correlation }) => [Math.abs(correlation! - 0.9) < 0.02],
  ],
  [
    'reversed',
    'timestamptz',
    api.timestamps({ from: '-9 d', correlation: -0.6 }),
    ({ correlation }) => [Math.abs(correlation! + 0.6) < 0.03],
  ],
  [
    'weighted',
    'text',
    api.oneOf({ a: 7, b: 2, c: 1 }),
    ({ vals, freqs }) => [vals.join() === 'a,b,c', close(freqs, [0.7, 0.2, 0.1], 0.01)],
  ],
  [
    'holes',
    'int',
    api.nullable(0.35, api.sequence()),
    ({ null_frac }) => [Math.abs(null_frac - 0.35) < 0.01],
  ],
  [
    'even',
    'int',
    api.uniform(1, 400_000),
    ({ quartiles }) => [close(quartiles, [0, 1e5, 2e5, 3e5, 4e5], 6_000)],
  ],
  [
    'bell',
    'float8',
    api.normal(100, 10, { decimals: null }),
    ({ quartiles }) => [close(quartiles.slice(1, 4), [93.26, 100, 106.74], 0.5)],
  ],
  [
    'tail',
    'float8',
    api.lognormal(100, 1, { decimals: null }),
    ({ quartiles }) => [close(quartiles.slice(1, 4), [50.9, 100, 196.3], 6)],
  ],
  [
    'law',
    'int',
    api.zipf(1, 1000),
    ({ vals, freqs }) => [vals[0] === '1', close(freqs.slice(0, 3), [0.1336, 0.0668, 0.0445], 0.006)],
  ],
  [
    'words',
    'text',
    api.pool(300, (faker) => faker.string.alpha(9)),
    ({ n_distinct }) => [n_distinct === 300],
  ],
  [
    'doubles',
    'int',
    api.duplicated(0.5, api.sequence()),
    ({ n_distinct }) => [n_distinct > -0.65 && n_distinct < -0.4],
  ],
];

suite('distributions, as pg_stats sees them', ({ test, before, after }) => {
  let server: Server;
  const found = new Map<string, Statistics>();
  before(async () => {
    server = await localServer();
    const schema = `create table t (${cases.map(([name, type]) => `${name} ${type}`).join(', ')})`;
    const table = api.defineTable(
      'public.t',
      Object.fromEntries(cases.map(([name, , column]) => [name, column])),
    );
    await withDataset(server, schema, { tables: [table.rows(200_000)] }, async (client) => {
      const { rows } = await client.query(
        `select attname::text, null_frac, n_distinct, correlation, most_common_freqs as freqs,
           most_common_vals::text::text[] as vals, histogram_bounds::text::text[] as bounds from pg_stats where tablename = 't'`,
      );
      for (const { attname, bounds, ...row } of rows) {
        const quartiles = [0, 25, 50, 75, 100].map((percent) => Number(bounds?.[percent]));
        found.set(attname, { ...row, quartiles });
      }
    });
  });
  after(() => server.stop());

  for (const [name, type, { kind }, judge] of cases)
    test(`${kind} as ${name} ${type} is what was declared`, () => {
      const statistics = found.get(name)!;
      assert.ok((judge(statistics) as boolean[]).every(Boolean), JSON.stringify(statistics).slice(0, 400));
    });
});

function close(found: readonly number[], expected: readonly number[], within: number): boolean {
  return expected.every((value, i) => Math.abs(found[i]! - value) <= within);
}
