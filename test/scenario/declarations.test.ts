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

const column = (declaration: api.AnyColumn) => () => defineTable('public.t', { c: declaration });

suite('declarations', ({ test }) => {
  const cases: [string, () => unknown, string][] = [
    [
      'rows of 0',
      () => defineTable('public.t', { id: sequence() }).rows(0),
      'data/rows: table public.t: expected a positive number of rows, found 0',
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
      'what is no column',
      column('id' as never),
      "data/column: column c of table public.t: expected a column such as sequence() or oneOf([…]), found 'id'",
    ],
  ];
  for (const [name, declare, expected] of cases)
    test(`${name} is refused with table, column, expected and found`, () => {
      assert.is(refusal(declare), expected);
    });
});
