import { defineScenario } from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';

const migrations = { directory: './migrations' };

// What the types refuse is checked by the compiler: an unused @ts-expect-error is an error.
suite('defineScenario', ({ test }) => {
  test('gives its argument back', () => {
    const written = { name: 'one', migrations } as const;
    assert.is(defineScenario(written), written as unknown);
  });
  test('refuses traffic of a query that is not there', () => {
    const queries = { orders: { sql: 'select 1' } };
    defineScenario({ name: 'a', migrations, queries, traffic: [{ query: 'orders', perSecond: 1 }] });
    const wrong = defineScenario({
      name: 'a',
      migrations,
      queries,
      // @ts-expect-error unknown query
      traffic: [{ query: 'order', perSecond: 1 }],
    });
    assert.is(wrong.traffic?.[0]?.query as unknown, 'order');
  });
  test('takes key queries from files, with parameters by name and functions of typed row counts', () => {
    const { queries } = defineScenario({
      name: 'a',
      migrations,
      queries: {
        inline: {
          sql: 'select :id, :of',
          parameters: {
            one: { id: 1, of: ['a', null] },
            read: { sql: 'select 1' },
            half: (rows) => [rows('public.orders') / 2],
            named: (rows) => ({ id: rows('public.orders'), of: 'x' }),
            more: 'auto',
          },
        },
        filed: { file: 'a.sql', parameters: 'auto', role: 'app', timeLimit: '3 s', result: 'stable' },
        found: { now: 'bound' },
      },
      queryFiles: ['queries'],
      workload: { file: 'x.csv', top: 5, database: 16_384 },
      traffic: [{ query: 'found', perSecond: 1 }],
    });
    assert.equal(Object.keys(queries ?? {}), ['inline', 'filed', 'found']);
  });
  test('refuses key queries that cannot be', () => {
    const wrong = [
      // @ts-expect-error both
      defineScenario({ name: 'a', migrations, queries: { q: { sql: 'select 1', file: 'a.sql' } } }),
      // @ts-expect-error unknown word
      defineScenario({ name: 'a', migrations, queries: { q: { sql: 'select $1', parameters: 'some' } } }),
      // @ts-expect-error unknown field
      defineScenario({ name: 'a', migrations, queries: { q: { sql: 'select 1', limit: 5 } } }),
      // @ts-expect-error unknown unit
      defineScenario({ name: 'a', migrations, queries: { q: { sql: 'select 1', timeLimit: '5 sec' } } }),
      defineScenario({
        name: 'a',
        migrations,
        // @ts-expect-error the name of a table
        queries: { q: { sql: 'select $1', parameters: { x: (rows) => [rows(5)] } } },
      }),
    ];
    assert.is(wrong.length, 5);
  });
  test('refuses unknown fields, rules, lock modes and units', () => {
    const wrong = [
      // @ts-expect-error unknown field
      defineScenario({ name: 'a', migrations, querys: {} }),
      // @ts-expect-error unknown rule
      defineScenario({ name: 'a', migrations, accept: [{ rule: 'migration/rewrites', reason: 'x' }] }),
      // @ts-expect-error unknown lock mode
      defineScenario({ name: 'a', migrations, budgets: { hold: { AccessLock: 1 } } }),
      // @ts-expect-error unknown unit
      defineScenario({ name: 'a', migrations, budgets: { stall: '1 second' } }),
    ];
    assert.is(wrong.length, 4);
  });
});
