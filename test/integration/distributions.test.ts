import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import {
  correlationMargin,
  margin,
  normalShare,
  readStatistics,
  type Statistics,
} from '../support/statistics.ts';
import { assert, suite } from '../support/suite.ts';

const rows = 1_000_000;
const parentRows = 100_000;

/** A column, its type, and what the server should say of it; `exact` is SQL over the whole table that gives true. */
interface Case {
  type: string;
  column: api.AnyColumn;
  nulls?: number;
  correlation?: number;
  /** As ANALYZE estimates it, to a share of it; `exact` counts. */
  distinct?: [count: number, within: number];
  /** Frequencies of most common values. */
  common?: Readonly<Record<string, number>>;
  /** The share of the values below a value, which the histogram must show at each of its bounds. */
  below?: (bound: string) => number;
  /** The share of one value, where few values make the histogram coarse. */
  step?: number;
  exact?: string;
}

const parents = api.defineTable('public.parents', { id: api.sequence(), code: api.uuid() });
const second = (text: string) => Date.parse(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`) / 1000;
const [from, to] = ['2026-01-05T00:00:00Z', '2026-01-19T00:00:00Z'];
const share = (bound: string) => (second(bound) - second(from.slice(0, -1))) / (14 * 86_400);
const between = (low: number, high: number) => (bound: string) => (Number(bound) - low) / (high - low);
const ofPower = (count: number, exponent: number) =>
  Array.from({ length: count }, (_, k) => (k + 1) ** -exponent).reduce((sum, weight) => sum + weight, 0);

/** Cumulative weights of the office's hours, as declared below. */
const hours = Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 18 ? 10 : 1));

const numbers: Record<string, Case> = {
  sequence: { type: 'int', column: api.sequence(), correlation: 1, distinct: [rows, 0] },
  reversed: { type: 'int', column: api.sequence({ correlation: -1 }), correlation: -1 },
  shuffled: { type: 'int', column: api.sequence({ correlation: 0 }), correlation: 0, distinct: [rows, 0] },
  blocks: { type: 'int', column: api.uniform(1, 1_000_000, { correlation: 0.9 }), correlation: 0.9 },
  even: { type: 'int', column: api.uniform(1, 400_000), below: between(1, 400_001) },
  few: {
    type: 'int',
    column: api.uniform(1, 4, { correlation: 0.6 }),
    correlation: 0.6,
    common: { 1: 0.25, 2: 0.25, 3: 0.25, 4: 0.25 },
  },
  bell: {
    type: 'float8',
    column: api.normal(100, 10, { decimals: null, correlation: -0.4 }),
    correlation: -0.4,
    below: (bound) => normalShare((Number(bound) - 100) / 10),
  },
  tail: {
    type: 'float8',
    column: api.lognormal(100, 1, { decimals: null }),
    below: (bound) => normalShare(Math.log(Number(bound) / 100)),
  },
  law: {
    type: 'int',
    column: api.zipf(1, 1000),
    common: Object.fromEntries([1, 2, 3, 20].map((k) => [k, 1 / k / ofPower(1000, 1)])),
  },
  placed_law: {
    type: 'int',
    column: api.zipf(1.1, 500, { correlation: 0.5 }),
    correlation: 0.5,
    common: Object.fromEntries([1, 2, 3].map((k) => [k, k ** -1.1 / ofPower(500, 1.1)])),
  },
  holes: { type: 'int', column: api.nullable(0.35, api.sequence()), nulls: 0.35 },
  mixed: {
    type: 'int',
    column: api.mixture([
      [60, api.uniform(1000, 2000)],
      [30, api.constant(7)],
      [10, api.constant(null)],
    ]),
    nulls: 0.1,
    common: { 7: 0.3 },
  },
  filled: {
    type: 'int',
    column: api.backfilled(0.4, api.uniform(1, 100_000)),
    nulls: 0.6,
    exact: 'count(filled) = 400000 and max(sequence) filter (where filled is not null) = 400000',
  },
  edge: {
    type: 'int',
    column: api.edges(0.4, 'integer', api.uniform(10, 1_000_000)),
    common: { '-2147483648': 0.1, '2147483647': 0.1, 0: 0.1, '-1': 0.1 },
  },
  wide: {
    type: 'bigint',
    column: api.edges(0.5, 'bigint', api.uniform(10, 1_000_000)),
    common: { '9223372036854775807': 0.1, '-9223372036854775808': 0.1, '9007199254740992': 0.1 },
  },
  small: {
    type: 'smallint',
    column: api.edges(0.4, 'smallint', api.uniform(10, 9_000)),
    common: { '32767': 0.1, '-32768': 0.1 },
  },
  singles: {
    type: 'real',
    column: api.edges(0.7, 'real', api.uniform(1, 2, { decimals: null })),
    common: { NaN: 0.1, Infinity: 0.1, '-Infinity': 0.1, '3.4028235e+38': 0.1, '1.1754944e-38': 0.1 },
  },
  floats: {
    type: 'float8',
    column: api.edges(0.7, 'double precision', api.uniform(1, 2, { decimals: null })),
    common: { NaN: 0.1, Infinity: 0.1, '-Infinity': 0.1 },
  },
  amounts: {
    type: 'numeric(12,2)',
    column: api.edges(0.6, { numeric: [12, 2] }, api.uniform(1, 900, { decimals: 2 })),
    common: { NaN: 0.1, '9999999999.99': 0.1, '-9999999999.99': 0.1, '0.01': 0.1 },
  },
};

const texts: Record<string, Case> = {
  weighted: { type: 'text', column: api.oneOf({ a: 7, b: 2, c: 1 }), common: { a: 0.7, b: 0.2, c: 0.1 } },
  sorted: {
    type: 'text',
    column: api.oneOf({ z: 5, m: 3, a: 2 }, { correlation: 0.95 }),
    correlation: 0.95,
    common: { a: 0.2, m: 0.3, z: 0.5 },
    exact: `count(*) filter (where sorted = 'm') = 300000`,
  },
  against: {
    type: 'text',
    column: api.oneOf(['a', 'b', 'c', 'd', 'e'], [1, 1, 1, 1, 1], { correlation: -0.7 }),
    correlation: -0.7,
  },
  flag: {
    type: 'bool',
    column: api.boolean(0.2, { correlation: 0.9 }),
    correlation: 0.9,
    common: { t: 0.2 },
  },
  words: { type: 'text', column: api.pool(300, (faker) => faker.string.alpha(9)), distinct: [300, 0] },
  placed_words: {
    type: 'text',
    column: api.pool(20_000, (faker) => faker.string.alpha(9), { skew: api.zipf(0.8), correlation: 0.8 }),
    correlation: 0.8,
    exact: 'count(distinct placed_words) = 20000',
  },
  counted: {
    type: 'text',
    column: api.distinct(50_000, api.template('SKU-{n:6}'), { skew: api.zipf(1) }),
    exact: 'count(distinct counted) = 50000',
  },
  even_counted: {
    type: 'text',
    column: api.distinct(2_000, api.template('{n:6}'), { correlation: -0.9 }),
    correlation: -0.9,
    distinct: [2000, 0.01],
  },
  arranged: { type: 'text', column: api.placed(0.85, api.template('{n:8}')), correlation: 0.85 },
  city: {
    type: 'text',
    column: api.given('weighted', { a: api.oneOf({ Berlin: 3, Bonn: 1 }), b: api.constant('Paris') }),
    nulls: 0.1,
    common: { Berlin: 0.525, Bonn: 0.175, Paris: 0.2 },
    exact: `count(*) filter (where (weighted = 'b') <> (city = 'Paris')) = 0`,
  },
  ...Object.fromEntries(
    Object.entries(
      api.joint(
        [
          { plan: 'free', seats: 1 },
          { plan: 'team', seats: 10 },
          { plan: 'team', seats: 50 },
        ],
        [80, 15, 5],
      ),
    ).map(([name, column]) => [
      name,
      name === 'plan'
        ? { type: 'text', column, common: { free: 0.8, team: 0.2 } }
        : {
            type: 'int',
            column,
            common: { 1: 0.8, 10: 0.15, 50: 0.05 },
            exact: 'count(distinct (plan, seats)) = 3',
          },
    ]),
  ),
  doubles: {
    type: 'text',
    column: api.duplicated({ rate: 0.2, cluster: { 2: 90, 20: 10 } }, api.template('u{n}')),
    exact: 'count(*) - count(distinct doubles) between 199900 and 200100',
  },
  untidy: {
    type: 'text',
    column: api.untidy(0.3, api.constant('ada'), ['upper-case', 'no-break-space', 'homoglyph']),
    common: { ada: 0.7, ADA: 0.1, 'ada\u00a0': 0.1, аda: 0.1 },
  },
  same: { type: 'text', column: api.constant('DE'), common: { DE: 1 }, correlation: 1 },
  coded: { type: 'text', column: api.template('{code:8}'), correlation: 0, distinct: [rows, 0] },
  made: {
    type: 'text',
    column: api.derived(({ weighted }, n) => (n % 4 === 0 ? null : `${weighted}!`)),
    nulls: 0.25,
    common: { 'a!': 0.525, 'b!': 0.15, 'c!': 0.075 },
  },
  changed: {
    type: 'text',
    column: api.altered(0.2, (value) => value.toUpperCase(), api.oneOf(['x', 'y'])),
    common: { x: 0.4, y: 0.4, X: 0.1, Y: 0.1 },
  },
  longest: {
    type: 'varchar(3)',
    column: api.edges(0.5, { varchar: 3 }, api.constant('abc')),
    common: { abc: 0.5, '': 0.1, xxx: 0.1, üüü: 0.1, '😀😀😀': 0.1 },
  },
  strange: {
    type: 'text',
    column: api.edges(0.9, 'text', api.constant('plain')),
    common: { plain: 0.1, '': 0.09, NULL: 0.09, '\\': 0.09, "'": 0.09 },
  },
  broken: {
    type: 'text',
    column: api.malformed(0.09, api.json({ a: api.constant(1) })),
    common: { '{"a":1}': 0.91, '[object Object]': 0.01, '': 0.01 },
  },
  payload: {
    type: 'jsonb',
    column: api.json({ a: api.optional(0.75, api.constant(1)) }),
    common: { '{}': 0.75, '{"a": 1}': 0.25 },
  },
};

const times: Record<string, Case> = {
  backwards: {
    type: 'timestamptz',
    column: api.timestamps({ from, to, correlation: -0.6 }),
    correlation: -0.6,
    below: share,
  },
  growing: {
    type: 'timestamptz',
    column: api.timestamps({ from, to, correlation: 1, growth: 5 }),
    correlation: 1,
    // The density grows in a line from 1 to 5.
    below: (bound) => (share(bound) + 2 * share(bound) ** 2) / 3,
  },
  rhythm: {
    type: 'timestamptz',
    column: api.timestamps({ from, to, correlation: 0.99, rhythm: { hours, days: [1, 1, 1, 1, 1, 0, 0] } }),
    correlation: 0.99,
    below(bound) {
      const hour = share(bound) * 14 * 24;
      const whole = Math.floor(hour);
      const weight = (at: number) => (Math.floor(at / 24) % 7 < 5 ? hours[at % 24]! : 0);
      let [before, all] = [0, 0];
      for (let at = 0; at < 14 * 24; at++) {
        if (at < whole) before += weight(at);
        all += weight(at);
      }
      return (before + (hour - whole) * weight(whole % (14 * 24))) / all;
    },
    exact: 'count(*) filter (where extract(isodow from rhythm) > 5) = 0',
  },
  infinite: {
    type: 'timestamptz',
    column: api.edges(0.7, 'timestamptz', api.timestamps({ from, to })),
    common: { infinity: 0.1, '-infinity': 0.1, '1970-01-01 00:00:00+00': 0.1 },
  },
  days: {
    type: 'date',
    column: api.edges(0.7, 'date', api.timestamps({ from, to })),
    common: { infinity: 0.1, '-infinity': 0.1, '0001-01-01': 0.1, '9999-12-31': 0.1 },
  },
  token: { type: 'uuid', column: api.uuid(), correlation: 0, distinct: [rows, 0] },
  ordered_token: {
    type: 'uuid',
    column: api.uuid({ version: 7, from, to }),
    correlation: 1,
    distinct: [rows, 0],
  },
  known: {
    type: 'int',
    column: api.fromStatistics(
      { nullFraction: 0.2, distinct: 8_000, mostCommonFrequencies: [0.2, 0.1, 0.05], correlation: 0.7 },
      api.sequence(),
    ),
    nulls: 0.2,
    correlation: 0.7,
    exact: 'count(known) = 800000 and count(distinct known) = 8000',
  },
  nearly_unique: {
    type: 'int',
    column: api.fromStatistics({ distinct: -0.9, nullFraction: 0.1, correlation: -0.3 }, api.sequence()),
    nulls: 0.1,
    correlation: -0.3,
    // Every sampled value came once: as many as ANALYZE takes to be no NULL.
    distinct: [900_000, margin(0.1) / 0.9],
  },
  bucketed: {
    type: 'int',
    column: api.fromStatistics({
      distinct: 5_000,
      mostCommonFrequencies: [0.3, 0.1],
      mostCommonValues: [70, 5_000],
      histogramBounds: [0, 100, 1_000, 10_000, 50_000],
      correlation: 0.2,
    }),
    correlation: 0.2,
    common: { 70: 0.3, 5000: 0.1 },
    exact: `count(*) filter (where bucketed < 100 and bucketed <> 70) between 149000 and 151000
      and count(*) filter (where bucketed >= 10000) between 149000 and 151000`,
  },
};

const children: Record<string, Case> = {
  even_child: {
    type: 'int',
    column: api.references(parents, 'id', { childless: 0.3 }),
    exact: 'count(distinct even_child) between 69990 and 70000',
  },
  skewed: {
    type: 'int',
    column: api.references(parents, 'id', { skew: api.zipf(1.1) }),
    exact: `max(skewed) <= ${parentRows}
      and (select max(c) from (select count(*) as c from children group by skewed) t) between ${Math.round((rows / ofPower(parentRows, 1.1)) * 0.98)} and ${Math.round((rows / ofPower(parentRows, 1.1)) * 1.02)}`,
  },
  stored_with: {
    type: 'int',
    column: api.references(parents, 'id', { fanOut: { 0: 25, 4: 50, 32: 25 }, correlation: 1 }),
    correlation: 1,
    exact: `(select array_agg(row(children, parents)::text order by children) from (
        select c.children, count(*) as parents from (select count(*) as children from children group by stored_with) c group by 1) t)
      = '{"(4,50000)","(32,25000)"}'`,
  },
  roughly_with: {
    type: 'int',
    column: api.references(parents, 'id', { skew: api.zipf(0.6), correlation: 0.5 }),
    correlation: 0.5,
    exact: `count(distinct roughly_with) = ${parentRows}`,
  },
  line_no: {
    type: 'int',
    column: api.within('stored_with', api.sequence()),
    // Positions 1 to 4 in 75,000 parents, 5 to 32 in 25,000.
    common: { 1: 0.075, 4: 0.075, 5: 0.025, 32: 0.025 },
    exact: 'count(distinct (stored_with, line_no)) = count(*)',
  },
  code: {
    type: 'uuid',
    column: api.references(parents, 'code', { together: 'skewed' }),
    exact: `(select bool_and(p.code = c.code) from children c join parents p on p.id = c.skewed)`,
  },
  lost: {
    type: 'int',
    column: api.orphaned(0.02, api.references(parents, 'id')),
    exact: `(select count(*) from children c where not exists (select from parents p where p.id = c.lost)) between 19000 and 21000`,
  },
  ...Object.fromEntries(
    Object.entries(
      api.combinations(
        { day: api.uniform(1, 400), parent: api.references(parents, 'id') },
        { correlation: 0.9 },
      ),
    ).map(([name, column]) => [
      name,
      name === 'day'
        ? { type: 'int', column, correlation: 0.9, below: between(1, 401), step: 1 / 400 }
        : {
            type: 'int',
            column,
            below: between(1, parentRows + 1),
            exact: 'count(distinct (day, parent)) = count(*)',
          },
    ]),
  ),
  body: {
    type: 'text',
    column: api.text({ length: api.lognormal(60, 0.5, { max: 300 }) }),
    exact: `abs(percentile_disc(0.5) within group (order by length(body)) - 60) <= 1 and max(length(body)) <= 300`,
  },
};

const tables = { numbers, texts, times, children };

suite('distributions, as pg_stats sees a million rows', ({ test, before, after }) => {
  let server: Server;
  const found = new Map<string, Statistics>();
  const exact = new Map<string, boolean>();
  before(async () => {
    server = await localServer();
    const ddl = Object.entries(tables).map(
      ([table, cases]) =>
        `create table ${table} (${Object.entries(cases).map(([name, { type }]) => `${name} ${type}`)});`,
    );
    const declared = Object.entries(tables).map(([table, cases]) =>
      api
        .defineTable(
          `public.${table}`,
          Object.fromEntries(Object.entries(cases).map(([name, { column }]) => [name, column])),
        )
        .rows(rows),
    );
    await withDataset(
      server,
      `${ddl.join('\n')} create table parents (id int primary key, code uuid);`,
      { tables: [...declared, parents.rows(parentRows)] },
      async (client) => {
        await client.query("set work_mem = '256MB'; set timezone = 'UTC'");
        for (const [table, cases] of Object.entries(tables)) {
          for (const [name, statistics] of await readStatistics(client, table, rows))
            found.set(name, statistics);
          const asked = Object.entries(cases).filter(([, one]) => one.exact);
          const list = asked.map(([name, one]) => `(${one.exact}) as "${name}"`);
          const result = await client.query<Record<string, boolean>>(`select ${list} from ${table}`);
          for (const [name] of asked) exact.set(name, result.rows[0]![name] === true);
        }
      },
    );
  });
  after(() => server.stop());

  for (const cases of Object.values(tables))
    for (const [name, one] of Object.entries(cases))
      test(`${one.column.kind} as ${name} ${one.type} is what was declared`, () => check(name, one));

  function check(
    name: string,
    { nulls, correlation, distinct, common, below, step = 0.001, exact: asked }: Case,
  ): void {
    const statistics = found.get(name)!;
    if (nulls !== undefined) near('null_frac', statistics.null_frac, nulls, margin(nulls));
    if (correlation !== undefined)
      near('correlation', statistics.correlation!, correlation, correlationMargin(correlation));
    if (distinct !== undefined)
      near('n_distinct', statistics.distinct, distinct[0], distinct[0] * distinct[1]);
    for (const [value, frequency] of Object.entries(common ?? {}))
      near(`frequency of '${value}'`, statistics.common.get(value) ?? 0, frequency, margin(frequency));
    if (below !== undefined) {
      assert.is(statistics.bounds.length, 101);
      // Most common values are left out of the histogram; of all rows read, ANALYZE finds a hundred in any few values.
      const most = [...statistics.common].map(([value, frequency]) => ({ value: Number(value), frequency }));
      const share = (of: typeof most) => of.reduce((sum, { frequency }) => sum + frequency, 0);
      const others = 1 - share(most.filter(({ value }) => !Number.isNaN(value)));
      for (const [i, bound] of statistics.bounds.entries()) {
        const beneath = share(most.filter(({ value }) => value < Number(bound)));
        near(`share below bound ${i}`, below(bound) - beneath, (i / 100) * others, margin(i / 100) + step);
      }
    }
    if (asked !== undefined) assert.ok(exact.get(name), asked);
  }
});

function near(what: string, value: number, expected: number, within: number): void {
  assert.ok(Math.abs(value - expected) <= within, `${what}: ${value} is not within ${within} of ${expected}`);
}
