import { catalogNames } from '../../../src/analysis/plans/CatalogNames.ts';
import type { CatalogColumn, CatalogTable, PlanCatalog } from '../../../src/evidence/PlanCatalog.ts';
import { assert, suite } from '../../support/suite.ts';

const column = (name: string, type = 'integer'): CatalogColumn => ({
  name,
  type,
  collation: null,
  notNull: false,
  analyzed: true,
  distinct: null,
  nullFraction: null,
  correlation: null,
});
const table = (oid: number, name: string, ...columns: CatalogColumn[]): CatalogTable => ({
  oid,
  schema: 'public',
  name,
  kind: 'r',
  root: null,
  partitionKey: null,
  rows: 1,
  pages: 1,
  allVisible: 1,
  columns,
  statistics: [],
});
const catalog = (...tables: CatalogTable[]): PlanCatalog => ({ tables, indexes: [] });
/** What the columns of the table are called in the catalog before. */
const renamed = (before: CatalogColumn[], after: CatalogColumn[]) => {
  const names = catalogNames(catalog(table(1, 't', ...after)), catalog(table(1, 't', ...before)));
  const found = names.table('public', 't')!;
  return after.map(({ name }) => names.columnName(found, name));
};

suite('names by the catalog', ({ test }) => {
  test('of a table that was renamed are those before', () => {
    const names = catalogNames(catalog(table(1, 'purchases')), catalog(table(1, 'orders')));
    assert.is(names.tableName(names.table('public', 'purchases')!), 'public.orders');
  });
  test('of a table that took over another’s name are its own', () => {
    const before = catalog(table(1, 'orders'), table(2, 'orders_new'));
    const names = catalogNames(catalog(table(1, 'orders_old'), table(2, 'orders')), before);
    assert.is(names.tableName(names.table('public', 'orders')!), 'public.orders');
  });
  test('of a column that was renamed are those before', () => {
    assert.equal(renamed([column('a'), column('b'), column('c')], [column('a'), column('x'), column('c')]), [
      'a',
      'b',
      'c',
    ]);
  });
  test('of two columns that swapped their names are their own', () => {
    assert.equal(renamed([column('a'), column('b')], [column('b'), column('a')]), ['b', 'a']);
  });
  test('of a column that was added are its own', () => {
    assert.equal(renamed([column('a')], [column('a'), column('b')]), ['a', 'b']);
  });
  test('of a column of another type in the place of one that is gone are its own', () => {
    assert.equal(renamed([column('a'), column('b')], [column('a'), column('c', 'text')]), ['a', 'c']);
  });
  test('of columns behind one that is gone stay theirs', () => {
    const before = [column('a'), column('b'), column('c'), column('d')];
    assert.equal(renamed(before, [column('a'), column('c'), column('e')]), ['a', 'c', 'd']);
  });
  test('without a schema are found where there is one table of the name', () => {
    const other = { ...table(2, 'orders'), schema: 'archive' };
    assert.is(catalogNames(catalog(table(1, 'orders'))).table(null, 'orders')?.oid, 1);
    assert.is(catalogNames(catalog(table(1, 'orders'), other)).table(null, 'orders'), undefined);
    assert.is(catalogNames(catalog(table(1, 'orders'), other)).table('archive', 'orders')?.oid, 2);
  });
});
