import { blameSentence } from '../../../src/report/view/plans/blameText.ts';
import { accessText, forcedText } from '../../../src/report/view/plans/forcedText.ts';
import { fragilityText, fragilityTexts } from '../../../src/report/view/plans/fragilityText.ts';
import { impactSentence } from '../../../src/report/view/plans/impactText.ts';
import { resultText } from '../../../src/report/view/plans/resultText.ts';
import { capture, query } from '../../fixtures/result/build.ts';
import { planChanges } from '../../fixtures/result/planChanges.ts';
import { explain, indexScan, seqScan } from '../../fixtures/result/planNodes.ts';
import { assert, suite } from '../../support/suite.ts';

const { queries } = planChanges.scenarios[0]!;
const named = (name: string) => queries.find((one) => one.name === name)!;
const blame = {
  migration: '0042',
  statement: 3,
  capture: 'afterDeploy' as const,
  did: ['dropped orders_customer_id_idx'],
};

suite('who is to blame', ({ test }) => {
  test('is told plainly, with what it did', () => {
    assert.is(blameSentence({ blame }), 'Since statement 3 of 0042, which dropped orders_customer_id_idx.');
  });
  test('is a migration where it could only be tried whole', () => {
    assert.is(blameSentence({ blame: { ...blame, statement: null, did: [] } }), 'Since 0042.');
  });
  test('is told with why nobody is named', () => {
    const nobody = { ...blame, migration: null, statement: null, did: [], because: 'Both together did.' };
    assert.is(
      blameSentence({ blame: nobody }),
      'No statement alone made the plan another. Both together did.',
    );
  });
  test('says where only new statistics show it', () => {
    assert.match(blameSentence({ blame: { ...blame, capture: 'after' } }), ', with new statistics.');
  });
  test('is nothing where nobody looked', () => {
    assert.is(blameSentence({}), '');
  });
});

suite('the impact in words', ({ test }) => {
  test('is calls and time on production, and what they would become', () => {
    assert.is(
      impactSentence(named('customer-by-email'), queries),
      'Production counted 90,122 calls of 31 ms, 46 min 34 s in all: about 46 min 29 s less if time changes as pages do, −67 % for all key queries together.',
    );
  });
  test('of a query that fails is all of its calls', () => {
    assert.is(
      impactSentence(named('user-names'), queries),
      'Production counted 4,000,000 calls of 0.05 ms: all of them would fail.',
    );
  });
  test('is not told of a query that reads as before, or whose calls nobody counted', () => {
    assert.is(impactSentence(named('lookup-1'), queries), '');
    assert.is(impactSentence(named('open-carts'), queries), '');
  });
  test('is pages where no mean time is known', () => {
    const counted = query('orders', {
      before: capture(null, { buffers: 10 }),
      after: capture(null, { buffers: 100 }),
      change: 'work',
      workload: { calls: 20, meanMs: null },
    });
    assert.is(impactSentence(counted, [counted]), 'Production counted 20 calls: 1,800 pages more to read.');
  });
});

suite('a comparison of results in words', ({ test }) => {
  const result = named('latest-orders').result!;
  test('says what was compared, why not more, and which columns only one side has', () => {
    assert.is(
      resultText({ result })!.text,
      'another one in what it is ordered by (created_at); 50 rows before, 49 rows after. It has a LIMIT, and created_at is not unique: which of equal rows come is left to chance. Only before: legacy_code. Only afterwards: region.',
    );
  });
  test('fails only where its author says that it must not change', () => {
    assert.is(resultText({ result })!.state, 'warn');
    assert.is(resultText({ result, declaredResult: 'stable' })!.state, 'fail');
  });
});

suite('plans that were tried', ({ test }) => {
  const whole = explain(seqScan('orders', { cost: 48_000 }));
  const forced = {
    settings: { enable_seqscan: 'off' },
    plan: explain(indexScan('orders', 'orders_pkey', '', { cost: 96_000 })),
  };
  test('with a choice taken from the planner: what it would cost', () => {
    assert.is(
      forcedText(forced, capture(whole)),
      'With enable_seqscan off: cost 96,000, 2× that of the plan chosen',
    );
    assert.is(accessText(forced), 'The planner would take Index Scan using orders_pkey on public.orders.');
  });
  test('with other samples: how many of them give another plan', () => {
    const tried = { when: 'after' as const, analyzes: 20, plans: [{ plan: whole, count: 13 }] };
    assert.is(fragilityText(tried), '20 ordinary ANALYZEs all give the same plan, after the migrations.');
    assert.equal(fragilityTexts([{ ...tried, when: 'before' }, tried]), [
      '20 ordinary ANALYZEs all give the same plan, before the migrations and after.',
    ]);
    const other = { ...tried, plans: [...tried.plans, { plan: forced.plan, count: 7 }] };
    assert.is(fragilityText(other), '7 of 20 ordinary ANALYZEs give another plan, after the migrations.');
  });
});
