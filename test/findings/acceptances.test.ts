import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { AcceptanceFacts } from '../../src/evidence/ScenarioFacts.ts';
import { acceptance, evidence, repeat } from '../fixtures/evidence/build.ts';
import { failed, holding } from '../fixtures/evidence/migrations.ts';
import { found, judged, withBudgets } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';

const budgets = { worst: { holdMs: { AccessExclusiveLock: 500 }, stallMs: null } };

/** A hold of 700 to 800 ms over a budget of 500. */
function run(accept: AcceptanceFacts[], parts: Partial<Evidence> = {}, scale = 1): Evidence {
  const repeats = [repeat([holding(700, 800)])];
  return evidence({ repeats, scenario: withBudgets(budgets, { accept, scale }), ...parts });
}

/** `info accepted` or `fail`. */
function hold(...accept: AcceptanceFacts[]): string {
  const [finding] = found('lock/hold', run(accept));
  return `${finding!.severity}${finding!.accepted ? ' accepted' : ''}`;
}

const stale = (of: Evidence) => found('acceptance/stale', of).map(({ title }) => title);

suite('acceptances', ({ test }) => {
  test('the fields that are given must equal, missing ones match any', () => {
    const given = { relation: 'public.orders', mode: 'AccessExclusiveLock' } as const;
    assert.is(hold(acceptance({ rule: 'lock/hold' })), 'info accepted');
    assert.is(hold(acceptance({ rule: 'lock/hold', subject: given })), 'info accepted');
    assert.is(hold(acceptance({ rule: 'lock/hold', subject: { ...given, statement: 1 } })), 'info accepted');
    assert.is(hold(acceptance({ rule: 'lock/hold', subject: { ...given, statement: 2 } })), 'fail');
    assert.is(hold(acceptance({ rule: 'lock/hold', subject: { relation: 'public.customers' } })), 'fail');
    assert.is(hold(acceptance({ rule: 'lock/stall' })), 'fail');
  });

  test('what is accepted passes, with its reason, and its verdict is kept', () => {
    const one = run([acceptance({ rule: 'lock/hold', reason: 'window', by: 'data team' })]);
    const [finding] = found('lock/hold', one);
    assert.equal(finding!.accepted, { reason: 'window', by: 'data team', until: null });
    assert.equal([finding!.verdict, judged(one).verdict], ['breached', 'pass']);
  });

  test('up to an amount means the low end of what was measured', () => {
    assert.is(hold(acceptance({ rule: 'lock/hold', upTo: 700 })), 'info accepted');
    assert.is(hold(acceptance({ rule: 'lock/hold', upTo: 699 })), 'fail');
  });

  test('an amount over what is accepted is said', () => {
    const [finding] = found(
      'lock/hold',
      run([acceptance({ rule: 'lock/hold', upTo: 600, reason: 'window' })]),
    );
    assert.match(finding!.why, 'It is accepted up to 600 ms (window), and this is more.');
  });

  test('of two acceptances the one that is enough counts', () => {
    const little = acceptance({ rule: 'lock/hold', upTo: 600 });
    assert.is(hold(little, acceptance({ rule: 'lock/hold', upTo: 900 })), 'info accepted');
  });

  test('it holds through its last day and not a day longer, and past it is said', () => {
    const until = (day: string) => acceptance({ rule: 'lock/hold', until: day });
    assert.is(hold(until('2026-11-20')), 'info accepted');
    assert.is(hold(until('2026-11-19')), 'fail');
    assert.equal(stale(run([until('2026-11-20')])), []);
    assert.equal(stale(run([until('2026-11-19')])), ['The acceptance of lock/hold ended on 2026-11-19']);
  });

  test('one that matches nothing is a warning', () => {
    const unused = acceptance({ rule: 'lock/hold', subject: { relation: 'public.customers' } });
    const [finding] = found('acceptance/stale', run([unused]));
    assert.is(finding!.severity, 'warn');
    assert.is(finding!.title, 'The acceptance of lock/hold (public.customers) matches nothing any more');
  });

  test('whether one matches nothing is not judged at another scale, nor in a run that was not whole', () => {
    const unused = [acceptance({ rule: 'migration/wal' })];
    assert.equal(stale(run(unused, {}, 0.01)), []);
    assert.equal(stale(run(unused, {}, 10)), []);
    assert.equal(stale(run(unused, { notObserved: ['locks'] })), []);
  });

  test('one past its date is said at any scale while it still matches', () => {
    assert.is(stale(run([acceptance({ rule: 'lock/hold', until: '2026-01-01' })], {}, 0.01)).length, 1);
  });

  test('the result lists each with whether it matched', () => {
    const accept = [acceptance({ rule: 'lock/hold' }), acceptance({ rule: 'migration/wal' })];
    assert.equal(judged(run(accept)).acceptances, [
      { rule: 'lock/hold', subject: {}, reason: 'known', matched: true },
      { rule: 'migration/wal', subject: {}, reason: 'known', matched: false },
    ]);
  });

  test('--no-accept accepts nothing and calls nothing stale', () => {
    const accept = [acceptance({ rule: 'lock/hold' }), acceptance({ rule: 'migration/wal' })];
    const { findings, acceptances, verdict } = judged(run(accept), { accept: false });
    assert.equal(
      [verdict, acceptances, findings.map(({ rule, severity }) => `${rule} ${severity}`)],
      ['fail', [], ['lock/hold fail']],
    );
  });

  test('a failure can be accepted', () => {
    const accept = [acceptance({ rule: 'migration/failed', subject: { migration: '0002_region' } })];
    const one = evidence({ repeats: [repeat([failed])], scenario: withBudgets({}, { accept }) });
    assert.is(judged(one).verdict, 'pass');
  });
});
