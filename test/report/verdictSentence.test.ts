import { verdictSentence } from '../../src/report/view/verdictSentence.ts';
import { finding, result, scenario } from '../fixtures/result/build.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { empty, quiet } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

const breached = (name: string) =>
  scenario(name, {
    verdict: 'fail',
    findings: [finding('lock/hold', name, { subject: { migration: 'm' } })],
  });
const accepted = (name: string) =>
  scenario(name, {
    findings: [
      finding('lock/hold', name, {
        subject: { migration: 'm' },
        accepted: { reason: 'window', by: null, until: null },
      }),
    ],
  });

suite('verdict sentence', ({ test }) => {
  test('names the scenarios that would breach their budgets, and counts what was accepted', () => {
    assert.is(
      verdictSentence(result([breached('a'), accepted('b'), breached('c'), accepted('d'), accepted('e')])),
      '2 of 5 scenarios would breach their budgets: a and c; 3 pass; 3 known risks accepted.',
    );
  });
  test('says of each failing scenario how it fails, where they fail in different ways', () => {
    assert.match(
      verdictSentence(lessons),
      '4 of 6 scenarios fail: orders-region-not-null would breach its budgets, users-email-unique has a migration that fails, orders-lookup-plan has regressed and ledger-close-month could not be rehearsed',
    );
  });
  test('names three of many', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map(breached);
    assert.is(
      verdictSentence(result(many)),
      'All 6 scenarios would breach their budgets: a, b, c and 3 more.',
    );
  });
  test('speaks of a single scenario in the singular', () => {
    assert.is(verdictSentence(quiet), 'orders-region-not-null-safe passes.');
    assert.is(verdictSentence(result([breached('a')])), 'The scenario would breach its budgets: a.');
    assert.is(
      verdictSentence(result([scenario('a', { verdict: 'inconclusive' })])),
      'The scenario is inconclusive: a.',
    );
  });
  test('says that nothing was rehearsed', () => {
    assert.is(verdictSentence(empty), 'No scenario was rehearsed.');
  });
});
