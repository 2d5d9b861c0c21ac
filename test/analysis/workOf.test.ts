import { workOf } from '../../src/analysis/workOf.ts';
import { assert, suite } from '../support/suite.ts';

const plan = {
  Plan: {
    'Node Type': 'Nested Loop',
    'Actual Loops': 1,
    'Temp Read Blocks': 3,
    'Temp Written Blocks': 4,
    'WAL Records': 2,
    'WAL Bytes': 120,
    Plans: [
      { 'Node Type': 'Sort', 'Actual Loops': 1, 'Sort Space Used': 50, 'Sort Space Type': 'Memory' },
      { 'Node Type': 'Sort', 'Actual Loops': 1, 'Sort Space Used': 9_000, 'Sort Space Type': 'Disk' },
      { 'Node Type': 'Hash', 'Actual Loops': 1, 'Peak Memory Usage': 30, 'Temp Read Blocks': 3 },
      { 'Node Type': 'Index Only Scan', 'Actual Loops': 700, 'Heap Fetches': 12 },
      { 'Node Type': 'Index Only Scan', 'Actual Loops': 1, 'Heap Fetches': 0 },
    ],
  },
};

suite('the work of a serial plan', ({ test }) => {
  test('is temporary pages and WAL of the root, which holds those of all nodes', () => {
    const { tempPages, walRecords, walBytes } = workOf(plan);
    assert.equal([tempPages, walRecords, walBytes], [7, 2, 120]);
  });
  test('is the loops of the busiest node, and the heap fetches of all index-only scans', () => {
    const { loops, heapFetches } = workOf(plan);
    assert.equal([loops, heapFetches], [700, 12]);
  });
  test('is the memory of sorts and hashes, without what went to disk', () => {
    assert.is(workOf(plan).memoryBytes, 80 * 1024);
  });
  test('has neither WAL nor heap fetches where the server or the plan has none', () => {
    const { walRecords, heapFetches } = workOf({ Plan: { 'Node Type': 'Result', 'Actual Loops': 1 } });
    assert.equal([walRecords, heapFetches], [null, null]);
  });
});
