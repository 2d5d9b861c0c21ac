import { alteredTable, relationName } from '../../src/analysis/relationName.ts';
import { assert, suite } from '../support/suite.ts';

const written = (sql: string) => {
  const found = alteredTable(sql);
  return found && `${found.schema ?? '-'} ${found.name}`;
};

suite('relationName', ({ test }) => {
  test('an unquoted name is stored in lower case', () => {
    assert.equal(relationName('Shop.Orders'), { schema: 'shop', name: 'orders' });
  });
  test('a quoted name is stored as it is, with its quotes and dots', () => {
    assert.equal(relationName('public."a ""b"".C"'), { schema: 'public', name: 'a "b".C' });
  });
  test('a name of letters outside ASCII is read whole', () => {
    assert.equal(relationName('öffentlich.aufträge'), { schema: 'öffentlich', name: 'aufträge' });
  });
  test('a database in front is left out', () => {
    assert.equal(relationName('shop.public.orders'), { schema: 'public', name: 'orders' });
  });
});

suite('alteredTable', ({ test }) => {
  test('it is what follows ALTER TABLE', () => {
    assert.is(written('ALTER TABLE orders ADD FOREIGN KEY (a) REFERENCES b'), '- orders');
  });
  test('IF EXISTS, ONLY and an asterisk belong to no name', () => {
    assert.is(written('alter table if exists only public.orders * add check (a > 0)'), 'public orders');
  });
  test('comments count as blanks', () => {
    assert.is(written('ALTER TABLE -- big one\n /* the API reads it */ orders ADD x int'), '- orders');
  });
  test('it is found inside a DO block', () => {
    assert.is(written('DO $$ BEGIN ALTER TABLE "User" VALIDATE CONSTRAINT f; END $$'), '- User');
  });
  test('no other statement alters a table', () => {
    assert.is(written('CREATE INDEX ON orders (a)'), undefined);
  });
});
