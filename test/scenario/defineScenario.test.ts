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
