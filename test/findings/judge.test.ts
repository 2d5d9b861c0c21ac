import type { Evidence } from '../../src/evidence/Evidence.ts';
import {
  capture,
  commit,
  customersOid,
  evidence,
  migration,
  ordersOid,
  query,
  repeat,
  seqScan,
  statement,
} from '../fixtures/evidence/build.ts';
import { failed, rewriteSql, stalled } from '../fixtures/evidence/migrations.ts';
import { accepted, judged, withBudgets } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';

/** A night in which much happens: a rewrite, two relations locked, stalls, two parameter sets with other plans. */
function busy(): Evidence {
  const locks = [
    [ordersOid, 'AccessExclusiveLock'],
    [customersOid, 'AccessExclusiveLock'],
  ] as const;
  const rewrite = migration(
    [
      statement(1, [100, 9000], {
        sql: rewriteSql,
        locksAfter: locks,
        notices: ['rewriting table "orders"', 'verifying table "customers"'],
      }),
      statement(2, [9100, 12_000], { locksAfter: locks, notices: ['verifying table "orders"'] }),
    ],
    [commit(2, [12_100, 12_200])],
    { walBytes: 1e9 },
  );
  const traffic = [
    stalled(200, 8000),
    stalled(200, 7000, { source: 'canary' }),
    stalled(200, 6000, { query: 'orders-by-status' }),
  ];
  const lost = capture(seqScan(), { latencies: [200, 210, 220] });
  return evidence({
    repeats: [repeat([rewrite], { traffic })],
    queries: ['top', 'rare'].map((parameters) => query({ parameters, afterDeploy: lost, after: lost })),
    scenario: withBudgets({ durationMs: 60_000 }),
  });
}

suite('judge', ({ test }) => {
  test('ids are unique in a result', () => {
    const ids = judged(busy()).findings.map(({ id }) => id);
    assert.ok(ids.length >= 12, ids.join('\n'));
    assert.is(new Set(ids).size, ids.length);
  });

  test('ids hold no measurement: a slower night has the same', () => {
    const slower = busy();
    for (const one of slower.repeats) {
      for (const end of one.migrations[0]!.ends) end.acknowledgedMs += 700;
      for (const { slow } of one.traffic) for (const each of slow) each.finishedMs += 300;
    }
    const ids = (of: Evidence) => judged(of).findings.map(({ id }) => id);
    assert.equal(ids(slower), ids(busy()));
  });

  test('what one statement did is one cause, and so is what happened to one query', () => {
    const causes = new Map<string, string[]>();
    for (const { cause, rule } of judged(busy()).findings) {
      causes.set(cause, [...(causes.get(cause) ?? []), rule]);
    }
    assert.equal([...causes.keys()].sort(), [
      '0002_region#1',
      '0002_region#2',
      'query by-customer (rare)',
      'query by-customer (top)',
    ]);
    const first = new Set(causes.get('0002_region#1'));
    assert.equal([...first], ['lock/hold', 'lock/stall', 'migration/rewrite', 'migration/scan']);
  });

  test('an unchanged run raises nothing regressed, improved or unconfirmed', () => {
    const night = busy();
    const verdicts = judged(night, { baseline: accepted(night) }).findings.map(({ verdict }) => verdict);
    assert.equal(new Set(verdicts), new Set(['observed']));
  });

  test('the same evidence gives the same result', () => {
    assert.equal(judged(busy()), judged(busy()));
  });

  test('the result can be written and read back', () => {
    const result = judged(busy());
    assert.equal(JSON.parse(JSON.stringify(result)), result);
  });

  test('with neither budget nor baseline nothing fails but a failure', () => {
    const free = { ...busy(), scenario: withBudgets({}) };
    const { findings, verdict } = judged(free);
    assert.is(verdict, 'pass');
    assert.equal(new Set(findings.map(({ verdict }) => verdict)), new Set(['observed']));
    assert.is(judged(evidence({ repeats: [repeat([failed])] })).verdict, 'fail');
  });

  test('a run that was not whole is inconclusive, and a failing one fails all the same', () => {
    const error = { code: 'server/connection-lost', message: 'gone', detail: null, hint: null };
    assert.is(judged(evidence({ notObserved: ['the rollback'] })).verdict, 'inconclusive');
    assert.is(judged(evidence({ error })).verdict, 'inconclusive');
    assert.is(judged(evidence({ error, repeats: [repeat([failed])] })).verdict, 'fail');
  });

  test('what is no finding is noted', () => {
    const { notes } = judged(
      evidence({
        nothingPending: 'nothing pending since v1.42.0',
        dataset: {
          ...busy().dataset!,
          unfilled: [{ table: 'public.logs', reason: 'its key is a generated column' }],
        },
      }),
      { notes: ['no baseline'] },
    );
    assert.equal(notes, [
      'nothing pending since v1.42.0',
      'public.logs is empty: its key is a generated column',
      'no baseline',
    ]);
  });
});
