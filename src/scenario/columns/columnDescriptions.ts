import type { Kind } from './Column.ts';

/** How a kind of column is written, and what it gives; for the documentation. */
export interface ColumnDescription {
  readonly group: 'Values' | 'Relations' | 'Dirt';
  readonly example: string;
  readonly gives: string;
}

export const columnDescriptions: { readonly [K in Kind]: ColumnDescription } = {
  sequence: {
    group: 'Values',
    example: 'sequence()',
    gives: 'every number once, in order or placed by a correlation',
  },
  uuid: {
    group: 'Values',
    example: "uuid({ version: 7, from: '-90 d' })",
    gives: 'unique UUIDs, random or ascending with time',
  },
  template: {
    group: 'Values',
    example: "template('ORD-{n:8}')",
    gives: 'unique texts with the row’s number or a code',
  },
  uniform: { group: 'Values', example: 'uniform(1, 500, { decimals: 2 })', gives: 'numbers, all as likely' },
  normal: { group: 'Values', example: 'normal(170, 12)', gives: 'numbers around a mean' },
  lognormal: {
    group: 'Values',
    example: 'lognormal(48, 0.8)',
    gives: 'amounts and sizes: a median, and a long tail',
  },
  zipf: { group: 'Values', example: 'zipf(1.1, 5_000)', gives: 'numbers of which a few come very often' },
  boolean: { group: 'Values', example: 'boolean(0.9)', gives: 'true in a share of the rows' },
  oneOf: {
    group: 'Values',
    example: 'oneOf({ paid: 90, open: 8 }, { correlation: 0.7 })',
    gives: 'one of some values, by weight',
  },
  pool: {
    group: 'Values',
    example: 'pool(5_000, (faker) => faker.person.fullName())',
    gives: 'values from a dictionary that faker makes',
  },
  distinct: {
    group: 'Values',
    example: "distinct(50_000, template('SKU-{n:6}'), { skew: zipf(1) })",
    gives: 'exactly so many different values, with a head and a tail',
  },
  timestamps: {
    group: 'Values',
    example: "timestamps({ from: '-400 d', growth: 3, rhythm: 'office', correlation: 0.99 })",
    gives: 'moments that grow denser, by hours and days',
  },
  text: {
    group: 'Values',
    example: "text({ length: lognormal(900, 1), of: 'random', repeated: 0.6 })",
    gives: 'texts by length and by how well they compress',
  },
  json: {
    group: 'Values',
    example: "json({ items: zipf(1.5, 9), coupon: optional(0.9, template('C{n}')) })",
    gives: 'objects by shape, with keys that may be missing',
  },
  constant: { group: 'Values', example: "constant('DE')", gives: 'the same value in every row' },
  nullable: {
    group: 'Values',
    example: 'nullable(0.35, uniform(1, 9))',
    gives: 'NULL in a share of the rows',
  },
  when: {
    group: 'Values',
    example: "when((row) => row.status === 'done', timestamps({ from: '-90 d', to: 'now' }))",
    gives: 'a value where a condition on the row holds, else NULL',
  },
  statistics: {
    group: 'Values',
    example:
      'fromStatistics({ nullFraction: 0.2, distinct: 8_000, mostCommonFrequencies: [0.2, 0.1], correlation: 0.7 }, sequence())',
    gives: 'what pg_stats says of a column, in exact numbers',
  },
  placed: {
    group: 'Values',
    example: "placed(0.85, template('{n:8}'))",
    gives: 'the values of any column in another order of the rows',
  },
  references: {
    group: 'Relations',
    example: "references(orders, 'id', { fanOut: { 0: 25, 1: 50, 4: 25 }, correlation: 1 })",
    gives:
      'a parent’s value: by skew, by children per parent, with parents that have none, in their order or not',
  },
  within: {
    group: 'Relations',
    example: "within('order_id', sequence())",
    gives: 'numbers that begin anew for each parent, as in unique (order_id, line_no)',
  },
  combination: {
    group: 'Relations',
    example: '...combinations({ day: uniform(1, 365), slot: oneOf([1, 2, 3]) })',
    gives: 'the columns of a composite unique key',
  },
  joint: {
    group: 'Relations',
    example: "...joint([{ city: 'Berlin', country: 'DE' }, { city: 'Paris', country: 'FR' }], [3, 2])",
    gives: 'several columns that are drawn together',
  },
  given: {
    group: 'Relations',
    example: "given('country', { DE: oneOf(['Berlin', 'Bonn']), FR: constant('Paris') })",
    gives: 'a column that another one decides',
  },
  mixture: {
    group: 'Relations',
    example: 'mixture([[95, uniform(1, 9)], [5, constant(0)]])',
    gives: 'values from several columns, by weight',
  },
  derived: {
    group: 'Relations',
    example: 'derived((row, n) => row.total * 100 + n)',
    gives: 'what a function makes of the row',
  },
  duplicated: {
    group: 'Dirt',
    example:
      "duplicated({ rate: 0.01, cluster: { 2: 90, 12: 10 }, variant: ['upper-case'] }, template('u{n}@example.com'))",
    gives: 'duplicates at a rate, in clusters, written differently',
  },
  untidy: {
    group: 'Dirt',
    example: "untidy(0.02, template('u{n}@example.com'), ['trailing-space', 'homoglyph'])",
    gives: 'white space, case and encoding that differ',
  },
  orphaned: {
    group: 'Dirt',
    example: "orphaned(0.002, references(orders, 'id'))",
    gives: 'references whose parent is gone',
  },
  edges: {
    group: 'Dirt',
    example: "edges(0.001, 'timestamptz', timestamps({ from: '-90 d' }))",
    gives: 'values at the edges of a type: least, greatest, infinite, NaN, empty, longest',
  },
  malformed: {
    group: 'Dirt',
    example: 'malformed(0.01, json({ a: uniform(1, 9) }))',
    gives: 'JSON in a text column that is none',
  },
  backfilled: {
    group: 'Dirt',
    example: 'backfilled(0.6, uniform(1, 9))',
    gives: 'a backfill that stopped half-way',
  },
  altered: {
    group: 'Dirt',
    example: "altered(0.01, (email) => email.replace('@', ' at '), template('u{n}@example.com'))",
    gives: 'what a function makes of a share of the values',
  },
};
