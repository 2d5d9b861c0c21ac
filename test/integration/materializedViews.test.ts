import { defineTable, sequence } from '../../src/index.ts';
import { withDataset } from '../support/builds.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
create table t (a int primary key);
create materialized view zero as select a from t with no data;
create view over as select a from zero;
create materialized view above as select count(*)::int as n from over with no data;
create materialized view broken as select ('x' || a)::int as n from t;`;

suite('materialized views', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const tables = [defineTable('public.t', { a: sequence() }).rows(100)];

  test('are filled from the loaded rows, those first that others are made of', () =>
    withDataset(shared.server(), schema, { tables }, async (client) => {
      const { rows } = await client.query('select (select count(*)::int from zero) as zero, n from above');
      assert.equal(rows, [{ zero: 100, n: 100 }]);
    }));

  test('that cannot be filled are reported, and stay as they were', () =>
    withDataset(shared.server(), schema, { tables }, async (client, { unfilled }) => {
      assert.equal(unfilled, [
        {
          table: 'public.broken',
          reason: 'it cannot be refreshed: invalid input syntax for type integer: …',
        },
      ]);
      assert.is((await client.query('select from broken')).rowCount, 0);
    }));
});
