import { PgrehearseError } from '../../src/errors.ts';
import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';

const { defineTable, sequence } = api;

function refusal(declare: () => unknown): string {
  try {
    declare();
  } catch (error) {
    if (error instanceof PgrehearseError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'nothing refused';
}

const parents = defineTable('public.p', { id: sequence() });
const column = (declaration: api.AnyColumn) => () => defineTable('public.t', { c: declaration });

suite('declarations', ({ test }) => {
  const cases: [string, () => unknown, string][] = [
    [
      'rows of 0',
      () => defineTable('public.t', { id: sequence() }).rows(0),
      'data/rows: table public.t: expected a positive number of rows, found 0',
    ],
    [
      'an option that there is none of',
      column(api.references(parents, 'id', { skwe: 1 } as object)),
      "data/option: column c of table public.t: references has no option 'skwe'",
    ],
    [
      'an option of another kind, deep inside',
      column(api.nullable(0.1, api.uniform(1, 9, { childless: 0.1 } as object))),
      "data/option: column c of table public.t: uniform has no option 'childless'",
    ],
    [
      'rows that are no integer',
      () => defineTable('public.t', { id: sequence() }).rows(1.5),
      'data/rows: table public.t: expected a positive number of rows, found 1.5',
    ],
    [
      'a table without columns',
      () => defineTable('public.t', {}),
      'data/columns: table public.t: expected at least one column, found none',
    ],
    [
      'a reference to a table that is not there yet',
      () => api.references(undefined as unknown as typeof parents, 'id'),
      "data/reference: references(…, 'id'): expected a table that defineTable gave, found undefined",
    ],
    [
      'a function that gives its value later',
      column(api.derived(async () => 'x')),
      "data/function: column c of table public.t: expected a function that gives its value at once, found 'an async function'",
    ],
    [
      'a negative weight',
      column(api.oneOf({ a: 1, b: -1 })),
      'data/weights: column c of table public.t: expected weights of 0 or more, found -1',
    ],
    [
      'weights that sum to zero',
      column(api.oneOf({ a: 0 })),
      'data/weights: column c of table public.t: expected a sum of weights above 0, found 0',
    ],
    [
      'too few weights',
      column(api.oneOf(['a', 'b'], [1])),
      'data/weights: column c of table public.t: expected a weight for each of the 2 values, found 1',
    ],
    [
      'a choice of nothing',
      column(api.oneOf([])),
      "data/choice: column c of table public.t: expected at least one value, found 'none'",
    ],
    [
      'a null share above 1',
      column(api.nullable(1.5, sequence())),
      'data/share: column c of table public.t: expected a share from 0 to 1, found 1.5',
    ],
    [
      'a correlation below -1',
      column(api.sequence({ correlation: -2 })),
      'data/correlation: column c of table public.t: expected a correlation from -1 to 1, found -2',
    ],
    [
      'an empty pool',
      column(api.pool(0, () => 1)),
      'data/pool: column c of table public.t: expected a pool of 1 to 5,000,000 values, found 0',
    ],
    [
      'bounds in the wrong order',
      column(api.uniform(5, 1)),
      "data/range: column c of table public.t: expected finite bounds, the lower one first, found '5 to 1'",
    ],
    [
      'a timestamp that is none',
      column(api.timestamps({ from: 'soon' })),
      "data/timestamp: column c of table public.t: expected an ISO timestamp, 'now' or '-90 d', found 'soon'",
    ],
    [
      'a template without a number',
      column(api.template('x')),
      "data/template: column c of table public.t: expected a pattern with {n}, {n:8} or {code:8}, found 'x'",
    ],
    [
      'a cluster of one',
      column(api.duplicated({ rate: 0.1, cluster: 1 }, sequence())),
      'data/cluster: column c of table public.t: expected a cluster of 2 or more rows, found 1',
    ],
    [
      'an error inside a wrapper',
      column(api.nullable(0.5, api.zipf(0, 5))),
      "data/skew: column c of table public.t: expected 'uniform' or zipf(exponent) with an exponent above 0, at most 10, found 0",
    ],
    [
      'a skew beside a fan-out',
      column(api.references(parents, 'id', { fanOut: { 1: 1 }, skew: api.zipf(1) })),
      "data/fan-out: column c of table public.t: expected a fan-out without skew, childless, once or crossed, found 'both'",
    ],
    [
      'a fan-out without children',
      column(api.references(parents, 'id', { fanOut: { 0: 1 } })),
      `data/weights: column c of table public.t: expected a weight above 0 for parents with children, found '{"0":1}'`,
    ],
    [
      'frequencies above 1',
      column(api.fromStatistics({ distinct: 9, mostCommonFrequencies: [0.7, 0.4] }, sequence())),
      'data/weights: column c of table public.t: expected frequencies that sum to at most 1 with the null fraction, found 1.1',
    ],
    [
      'statistics without values',
      column(api.fromStatistics({ distinct: 9, mostCommonFrequencies: [0.7], mostCommonValues: ['a'] })),
      "data/statistics: column c of table public.t: expected a column for the values that the statistics do not name, found 'none'",
    ],
    [
      'bounds of a histogram that fall',
      column(api.fromStatistics({ distinct: 9, histogramBounds: [1, 5, 3] })),
      'data/histogram: column c of table public.t: expected bounds in ascending order, found 3',
    ],
    [
      'no distinct value',
      column(api.distinct(0, sequence())),
      'data/distinct: column c of table public.t: expected a positive number of distinct values, found 0',
    ],
    [
      'a rhythm of 12 hours',
      column(api.timestamps({ from: '-9 d', rhythm: { hours: new Array(12).fill(1) } })),
      'data/rhythm: column c of table public.t: expected 24 weights, found 12',
    ],
    [
      'words that repeat',
      column(api.text({ length: 9, repeated: 0.5 })),
      "data/text: column c of table public.t: expected repeated with of: 'random', found 'words'",
    ],
    [
      'a cluster of a size that no duplicate has',
      column(api.duplicated({ rate: 0.1, cluster: { 1: 5, 2: 1 } }, sequence())),
      'data/cluster: column c of table public.t: expected a cluster of 2 or more rows, found 1',
    ],
    [
      'an unknown way to be untidy',
      column(api.untidy(0.1, api.template('{n}'), ['upside-down' as 'tab'])),
      "data/untidy: column c of table public.t: expected one of leading-space, trailing-space, double-space, tab, newline, no-break-space, zero-width-space, upper-case, lower-case, decomposed, homoglyph, found 'upside-down'",
    ],
    [
      'edges of a type that is none',
      column(api.edges(0.1, 'int' as 'integer', sequence())),
      "data/edges: column c of table public.t: expected smallint, integer, bigint, real, double precision, date, timestamp, timestamptz, text, { varchar: n } or { numeric: [precision, scale] }, found 'int'",
    ],
    [
      'joint rows that lack a field',
      () => defineTable('public.t', { ...api.joint([{ a: 1, b: 2 }, { a: 3 } as { a: number; b: number }]) }),
      `data/joint: column b of table public.t: expected a value for b in every row, found {"a":3}`,
    ],
    [
      'combinations of columns whose values are unknown',
      () => defineTable('public.t', { ...api.combinations({ a: api.uniform(1, 9), b: api.uuid() }) }),
      "data/combinations: column a of table public.t: expected oneOf, pool, uniform, boolean, references, distinct for b, found 'uuid'",
    ],
    [
      'NULL among values with a correlation',
      column(api.oneOf([1, null], [1, 1], { correlation: 0.5 })),
      'data/correlation: column c of table public.t: expected values other than NULL beside a correlation (wrap it in nullable), found null',
    ],
    [
      'an optional field outside of json',
      column(api.optional(0.5, sequence()) as never),
      `data/column: column c of table public.t: expected a column such as sequence() or oneOf([…]), found {"missing":0.5,"column":{"kind":"sequence","correlation":1,"start":1,"step":1}}`,
    ],
    [
      'a fillfactor of 5',
      () => defineTable('public.t', { id: sequence() }).rows(9, { fillfactor: 5 }),
      'data/storage: table public.t: expected a fillfactor from 10 to 100, found 5',
    ],
    [
      'dead tuples beside a fillfactor',
      () => defineTable('public.t', { id: sequence() }).rows(9, { fillfactor: 70, deadTuples: 0.1 }),
      'data/storage: table public.t: expected either deadTuples or a fillfactor below 100, found both',
    ],
    [
      'what is no column',
      column('id' as never),
      "data/column: column c of table public.t: expected a column such as sequence() or oneOf([…]), found 'id'",
    ],
  ];
  for (const [name, declare, expected] of cases)
    test(`${name} is refused with table, column, expected and found`, () => {
      assert.is(refusal(declare), expected);
    });

  test('misuse that types can see does not compile', () => {
    const declared = () => {
      // @ts-expect-error: a column that the parent does not have
      api.references(parents, 'idd');
      // @ts-expect-error: values of another type than the column's
      api.duplicated({ rate: 0.1, variant: (value: string) => value }, sequence());
      // @ts-expect-error: ways to be untidy are for texts
      api.duplicated({ rate: 0.1, variant: ['tab'] }, sequence());
      // @ts-expect-error: white space in numbers
      api.untidy(0.1, sequence());
      const zips = api.pool(9, () => ({ zip: '1' }));
      // @ts-expect-error: a field that the objects do not have
      api.joint(['zipp'], zips);
      // @ts-expect-error: an optional field is no column
      defineTable('public.t', { a: api.optional(0.1, sequence()) });
      // @ts-expect-error: statistics that name no values
      api.fromStatistics({ distinct: 5 });
      // @ts-expect-error: a fan-out of texts
      api.references(parents, 'id', { fanOut: api.oneOf(['a']) });
      // @ts-expect-error: version 7 needs a time to begin with
      api.uuid({ version: 7 });
      // @ts-expect-error: a type that is none
      api.edges(0.1, 'int', sequence());
      // @ts-expect-error: a storage option that is none
      parents.rows(9, { deadTupels: 0.1 });
    };
    assert.type(declared, 'function');
  });
});
