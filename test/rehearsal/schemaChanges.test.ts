import { loadModule } from 'libpg-query';
import type { CatalogColumn, CatalogIndex, CatalogTable } from '../../src/evidence/PlanCatalog.ts';
import type { SchemaState } from '../../src/rehearsal/plans/blame/SchemaState.ts';
import { schemaChanges } from '../../src/rehearsal/plans/blame/schemaChanges.ts';
import { assert, suite } from '../support/suite.ts';

const column: CatalogColumn = {
  name: 'code',
  type: 'text',
  collation: null,
  notNull: false,
  analyzed: true,
  distinct: 5,
  nullFraction: 0,
  correlation: 1,
};
const table: CatalogTable = {
  oid: 1,
  schema: 'public',
  name: 'orders',
  kind: 'r',
  root: null,
  partitionKey: null,
  rows: 1000,
  pages: 100,
  allVisible: 100,
  columns: [column],
  statistics: [],
};
const index: CatalogIndex = {
  oid: 2,
  schema: 'public',
  name: 'orders_code_idx',
  table: 1,
  definition: 'btree (code)',
  keys: ['code'],
  included: [],
  collations: [null],
  predicate: null,
  method: 'btree',
  unique: false,
  valid: true,
  pages: 10,
};
const state = (over: {
  table?: Partial<CatalogTable>;
  column?: Partial<CatalogColumn>;
  indexes?: CatalogIndex[];
  storage?: Partial<SchemaState['tables'][number]>;
  target?: number;
  besides?: Partial<SchemaState>;
}): SchemaState => {
  const described = { ...column, ...over.column };
  return {
    catalog: {
      tables: [{ ...table, columns: [described], ...over.table }],
      indexes: over.indexes ?? [index],
    },
    tables: [{ oid: 1, file: 10, pages: 100, options: [], rowSecurity: false, ...over.storage }],
    columns: [{ table: 1, number: 1, name: described.name, target: over.target ?? null, options: [] }],
    rules: [],
    code: [],
    settings: [],
    ...over.besides,
  };
};
const changes = (after: Parameters<typeof state>[0], before: Parameters<typeof state>[0] = {}) =>
  schemaChanges(state(before), state(after)).map(({ text }) => text);

suite('what a statement did, from the catalog before and after it', ({ test, before }) => {
  before(() => loadModule());

  test('nothing, where all is as it was', () => {
    assert.equal(changes({}), []);
  });

  test('indexes come, go, and take each other’s place', () => {
    const other = { ...index, oid: 3, name: 'orders_other_idx', definition: 'btree (code, id)' };
    assert.equal(changes({ indexes: [] }), ['dropped orders_code_idx']);
    assert.equal(changes({ indexes: [index, other] }), ['created orders_other_idx']);
    assert.equal(changes({ indexes: [other] }), [
      'replaced orders_code_idx (code) by orders_other_idx (code, id)',
    ]);
    assert.equal(changes({ indexes: [{ ...index, oid: 4 }] }), []);
    assert.equal(changes({ indexes: [{ ...index, name: 'new' }] }), ['renamed orders_code_idx to new']);
    assert.equal(changes({ indexes: [{ ...index, valid: false }] }), ['made orders_code_idx invalid']);
  });

  test('columns get other types, collations, names and statistics', () => {
    assert.equal(changes({ column: { type: 'character(12)', analyzed: false } }), [
      'changed the type of code of public.orders from text to character(12)',
      'left code of public.orders without statistics',
    ]);
    assert.equal(changes({ column: { collation: 'C' } }), [
      'changed the collation of code of public.orders from its default to C',
    ]);
    assert.equal(changes({ column: { name: 'label' } }), ['renamed code of public.orders to label']);
    assert.equal(changes({ target: 10 }), ['set STATISTICS 10 for code of public.orders']);
  });

  test('tables are rewritten, emptied, moved and filled', () => {
    assert.equal(changes({ storage: { file: 11 } }), ['rewrote public.orders']);
    assert.equal(changes({ storage: { file: 11, pages: 0 } }), ['emptied public.orders']);
    assert.equal(changes({ storage: { pages: 200 } }), ['left public.orders with 200 pages instead of 100']);
    assert.equal(changes({ storage: { pages: 105 } }), []);
    assert.equal(changes({ table: { rows: 5000 } }), [
      'changed the rows of public.orders from 1,000 to 5,000',
    ]);
    assert.equal(changes({ table: { name: 'Old' } }), ['renamed public.orders to public."Old"']);
    assert.equal(changes({}, { table: { statistics: ['ON a, b'] } }), [
      'dropped statistics ON a, b of public.orders',
    ]);
  });

  test('views, functions and settings are others', () => {
    const view = { kind: 'view', name: 'public.seen', version: '1' } as const;
    assert.equal(changes({ besides: { code: [{ ...view, version: '2' }] } }, { besides: { code: [view] } }), [
      'changed view public.seen',
    ]);
    const setting = { of: 'role', name: 'work_mem', value: '64kB' } as const;
    assert.equal(changes({ besides: { settings: [setting] } }), ['set work_mem of the role to 64kB']);
  });
});
