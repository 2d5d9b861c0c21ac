import { defineTable, nullable, oneOf, references, sequence, when } from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { valuesOf } from '../support/tables.ts';

const tenants = defineTable('public.tenants', { id: sequence() });
const users = defineTable('public.users', {
  id: sequence(),
  tenant_id: references(tenants, 'id', { inTurn: 1 }),
});

suite('references in turn', ({ test }) => {
  test('take each parent as often, in an order that all tables share', () => {
    const others = defineTable('public.others', { tenant_id: references(tenants, 'id', { inTurn: 1 }) });
    const first = valuesOf([users.rows(30), tenants.rows(10)], 'tenant_id');
    assert.equal(first.slice(0, 10), first.slice(10, 20));
    assert.is(new Set(first).size, 10);
    assert.equal(valuesOf([others.rows(30), tenants.rows(10)], 'tenant_id'), first);
  });
  test('make a key that comes once, with a stride of the combinations before', () => {
    const votes = defineTable('public.votes', {
      user_id: references(users, 'id', { inTurn: 1 }),
      tenant_id: references(tenants, 'id', { inTurn: 20 }),
    });
    const all = [votes.rows(200), users.rows(20), tenants.rows(10)];
    const [left, right] = [valuesOf(all, 'user_id'), valuesOf(all, 'tenant_id')];
    assert.is(new Set(left.map((user, i) => `${user} ${right[i]}`)).size, 200);
  });
  test('lead to parents of the same tenant, where they are alike', () => {
    const tasks = defineTable('public.tasks', {
      user_id: references(users, 'id', { alike: 10 }),
      tenant_of_user: references(users, 'tenant_id', { together: 'user_id' }),
      tenant_id: references(tenants, 'id', { inTurn: 1 }),
    });
    const all = [tasks.rows(200), users.rows(95), tenants.rows(10)];
    assert.equal(valuesOf(all, 'tenant_of_user'), valuesOf(all, 'tenant_id'));
    assert.ok(new Set(valuesOf(all, 'user_id')).size > 60);
  });
});

suite('a value where a condition holds', ({ test }) => {
  test('is NULL in all other rows, batch after batch', () => {
    const jobs = defineTable('public.jobs', {
      state: oneOf(['new', 'done']),
      done_by: when((row) => row['state'] === 'done', nullable(0.5, sequence())),
      number: when((_row, n) => n % 3 === 0, sequence()),
    });
    const [states, by, numbers] = ['state', 'done_by', 'number'].map((name) =>
      valuesOf([jobs.rows(3000)], name),
    );
    assert.ok(by!.every((value, i) => value === null || states![i] === 'done'));
    assert.ok(by!.some((value) => value !== null));
    assert.ok(numbers!.every((value, i) => (value === null) === ((i + 1) % 3 !== 0)));
  });
});
