import { fingerprint } from '../../../src/analysis/plans/fingerprint.ts';
import type { PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import { indexScan, seqScan } from '../../fixtures/evidence/build.ts';
import { assert, suite } from '../../support/suite.ts';

const of = (plan: PlanNode) => fingerprint({ Plan: plan });

function join(outer: PlanNode, inner: PlanNode, parts: Partial<PlanNode> = {}): PlanNode {
  return {
    'Node Type': 'Hash Join',
    'Join Type': 'Inner',
    'Hash Cond': '(o.customer_id = c.id)',
    Plans: [outer, inner],
    ...parts,
  };
}

const customers = (): PlanNode => ({ ...seqScan(), 'Relation Name': 'customers' });

suite('fingerprint', ({ test }) => {
  test('cost, rows, time and pages are no part of it', () => {
    assert.equal(of(indexScan(10)), of({ ...indexScan(10_000), 'Actual Rows': 3, 'Actual Total Time': 4 }));
  });

  test('a parallel aggregate is semantically the plain one', () => {
    const plain = {
      'Node Type': 'Aggregate',
      Strategy: 'Plain',
      'Partial Mode': 'Simple',
      Plans: [seqScan()],
    };
    const partial = { ...plain, 'Partial Mode': 'Partial' };
    const gather = { 'Node Type': 'Gather', Plans: [partial] };
    const parallel = { ...plain, 'Partial Mode': 'Finalize', Plans: [gather] };
    assert.is(of(parallel).semantic, of(plain).semantic);
    assert.is.not(of(parallel).exact, of(plain).exact);
  });

  test('other constants give the same', () => {
    const [a, b] = [
      "((status = 'paid'::text) AND (total > 12.5))",
      "((status = 'it''s'::text) AND (total > -3))",
    ];
    assert.equal(of({ ...seqScan(), Filter: a! }), of({ ...seqScan(), Filter: b! }));
  });

  test('another condition gives another', () => {
    const other = of({ ...seqScan(), Filter: '((customer_id)::numeric = 1)' });
    assert.is.not(other.exact, of(seqScan()).exact);
    assert.is.not(other.semantic, of(seqScan()).semantic);
  });

  test('another index gives another, also in the way of access', () => {
    const [a, b] = [of(indexScan(10, 'orders_a_2024')), of(indexScan(10, 'orders_a_2025'))];
    assert.is.not(a.exact, b.exact);
    assert.is.not(a.semantic, b.semantic);
    assert.is.not(a.access, b.access);
  });

  test('another order of the joins gives another', () => {
    const [a, b] = [of(join(seqScan(), customers())), of(join(customers(), seqScan()))];
    assert.is.not(a.semantic, b.semantic);
    assert.is.not(a.access, b.access);
  });

  test('another order of joins of bitmap scans gives another way of access', () => {
    const bitmap = (scan: PlanNode, index: string): PlanNode => ({
      ...scan,
      'Node Type': 'Bitmap Heap Scan',
      Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': index }],
    });
    const sorted = (scan: PlanNode): PlanNode => ({ 'Node Type': 'Sort', Plans: [scan] });
    const [a, b] = [sorted(bitmap(seqScan(), 'a')), sorted(bitmap(customers(), 'b'))];
    assert.is.not(of(join(a, b)).access, of(join(b, a)).access);
  });

  test('another strategy gives another, with the same access', () => {
    const aggregate = (Strategy: string) => of({ 'Node Type': 'Aggregate', Strategy, Plans: [seqScan()] });
    assert.is.not(aggregate('Hashed').semantic, aggregate('Sorted').semantic);
    assert.is(aggregate('Hashed').access, aggregate('Sorted').access);
  });

  test('Gather and Hash only carry a plan out', () => {
    const plain = join(seqScan(), customers());
    const carried: PlanNode = {
      'Node Type': 'Gather',
      Plans: [join({ ...seqScan(), 'Parallel Aware': true }, { 'Node Type': 'Hash', Plans: [customers()] })],
    };
    assert.is(of(carried).semantic, of(plain).semantic);
    assert.is(of(carried).access, of(plain).access);
    assert.is.not(of(carried).exact, of(plain).exact);
  });

  test('a bitmap scan is known by the index below it', () => {
    const bitmap = (index: string): PlanNode => ({
      ...seqScan(),
      'Node Type': 'Bitmap Heap Scan',
      Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': index }],
    });
    assert.is.not(of(bitmap('a')).access, of(bitmap('b')).access);
  });
});
