import { blameText } from '../../../src/analysis/plans/blameText.ts';
import type { BlameEvidence } from '../../../src/evidence/QueryEvidence.ts';
import { assert, suite } from '../../support/suite.ts';

const blame: BlameEvidence = {
  migration: '0042',
  statement: 3,
  capture: 'afterDeploy',
  did: ['dropped orders_customer_id_idx'],
};

suite('who changed a plan, in words', ({ test }) => {
  test('names the statement and what it did', () => {
    assert.is(blameText(blame), 'since statement 3 of 0042, which dropped orders_customer_id_idx');
  });

  test('says no more of what it did than can be read', () => {
    const two = { ...blame, did: ['rewrote public.orders', 'left a, b of public.orders without statistics'] };
    assert.is(
      blameText(two),
      'since statement 3 of 0042, which rewrote public.orders and left a, b of public.orders without statistics',
    );
    assert.is(
      blameText({ ...blame, did: ['a', 'b', 'c', 'd', 'e'] }),
      'since statement 3 of 0042, which a, b, c and more',
    );
    assert.is(blameText({ ...blame, did: [] }), 'since statement 3 of 0042');
  });

  test('names the migration where its statements cannot be told apart', () => {
    assert.is(blameText({ ...blame, statement: null }), 'since 0042, which dropped orders_customer_id_idx');
  });

  test('says that it takes new statistics', () => {
    assert.is(
      blameText({ ...blame, capture: 'after', did: ['set n_distinct = 2 for code of public.orders'] }),
      'since statement 3 of 0042, which set n_distinct = 2 for code of public.orders, with new statistics',
    );
  });

  test('is none where nobody is named, or nobody looked', () => {
    assert.is(blameText({ ...blame, migration: null, statement: null, did: [], because: 'It is so.' }), null);
    assert.is(blameText(undefined), null);
  });
});
