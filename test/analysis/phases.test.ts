import { phasesOf } from '../../src/analysis/phases.ts';
import { Relations } from '../../src/analysis/Relations.ts';
import type { StatementEvidence } from '../../src/evidence/MigrationEvidence.ts';
import type { ProgressPhase } from '../../src/evidence/ProgressPhase.ts';
import { ordersOid, relations, statement } from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

const known = new Relations(relations);

function seen(parts: Partial<StatementEvidence>, ms = 1000): StatementEvidence {
  return { ...statement(1, [100, 100 + ms]), ...parts };
}

function said(message: string, atMs: number): StatementEvidence['notices'][number] {
  return { severity: 'DEBUG', message, atMs };
}

function viewed(
  phase: string,
  fromMs: number,
  toMs: number,
  parts: Partial<ProgressPhase> = {},
): ProgressPhase {
  const none = { done: null, total: null, unit: 'blocks' as const };
  return { source: 'create_index', phase, oid: null, fromMs, toMs, ...none, ...parts };
}

const words = (statement: StatementEvidence) =>
  phasesOf(statement, known, new Map([[7, 'report']])).map(
    ({ what, startMs, endMs, exact }) => `${what} ${startMs}–${endMs}${exact ? '' : ' about'}`,
  );

suite('phases of a statement', ({ test }) => {
  test('each lasts from what the server says to what it says next, the last to the end', () => {
    const notices = [
      said('rewriting table "orders"', 110),
      said('index "orders_pkey" can safely use deduplication', 500),
      said('building index "orders_pkey" on table "orders" serially', 600),
      said('validating foreign key constraint "f"', 900),
    ];
    assert.equal(words(seen({ notices })), [
      'writing orders anew 10–500',
      'building index orders_pkey 500–800',
      'checking foreign key f 800–1000',
    ]);
  });
  test('what a view shows says more than messages do', () => {
    const notices = [said('building index "i" on table "orders" serially', 101)];
    const progress = [
      viewed('building index: scanning table', 200, 500),
      viewed('waiting', 500, 1090, { oid: ordersOid }),
    ];
    assert.equal(words(seen({ notices, progress })), [
      'building index: scanning table 100–400 about',
      'waiting (public.orders) 400–990 about',
    ]);
  });
  test('the growth of the new heap is what the rewrite has done', () => {
    const notices = [said('rewriting table "orders"', 100)];
    const heap = viewed('writing the new heap', 200, 900, {
      source: 'heap',
      done: 512,
      total: 1024,
      unit: 'bytes',
    });
    const [phase] = phasesOf(seen({ notices, progress: [heap] }), known, new Map());
    assert.equal(
      [phase!.what, phase!.done, phase!.total, phase!.unit],
      ['writing orders anew', 512, 1024, 'bytes'],
    );
  });
  test('whom it waited for is named where that is known', () => {
    const progress = [viewed('waiting for old snapshots', 200, 300, { waitedFor: [7, 8] })];
    const [phase] = phasesOf(seen({ progress }), known, new Map([[7, 'report']]));
    assert.equal(phase!.waitedFor, ['report', '']);
  });
  test('a short statement has none, nor has one of older evidence, whose messages have no time', () => {
    assert.equal(words(seen({ notices: [said('verifying table "orders"', 101)] }, 50)), []);
    assert.equal(words(seen({ notices: [{ severity: 'DEBUG', message: 'verifying table "orders"' }] })), []);
  });
});
