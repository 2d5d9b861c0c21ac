import { amountDone } from '../../src/rehearsal/work/amountDone.ts';
import { assert, suite } from '../support/suite.ts';

const words = (row: Record<string, unknown>) => {
  const { done, total, unit } = amountDone(row);
  return done === null ? 'not counted' : `${done} of ${total} ${unit}`;
};
const index = {
  blocks_done: 100,
  blocks_total: 100,
  tuples_done: 7,
  tuples_total: 9,
  lockers_done: 0,
  lockers_total: 0,
};

suite('how far a phase is', ({ test }) => {
  test('an index build counts blocks as it reads, and tuples as it loads them', () => {
    assert.is(words({ ...index, phase: 'building index: scanning table' }), '100 of 100 blocks');
    assert.is(words({ ...index, phase: 'building index: loading tuples in tree' }), '7 of 9 tuples');
  });
  test('while it sorts, nothing is counted, though the blocks that were read still stand', () => {
    assert.is(words({ ...index, phase: 'building index: sorting live tuples' }), 'not counted');
  });
  test('a wait counts those that it waits for, and nothing where there is none', () => {
    const waiting = { ...index, blocks_total: 0, tuples_total: 0, phase: 'waiting for old snapshots' };
    assert.is(words({ ...waiting, lockers_total: 3, lockers_done: 1 }), '1 of 3 lockers');
    assert.is(words(waiting), 'not counted');
  });
  test('CLUSTER and VACUUM count the blocks of the heap, or tuples without a total', () => {
    const row = {
      phase: 'seq scanning heap',
      heap_blks_scanned: 5,
      heap_blks_total: 8,
      heap_tuples_written: 70,
    };
    assert.is(words(row), '5 of 8 blocks');
    assert.is(words({ ...row, phase: 'writing new heap' }), '70 of null tuples');
    assert.is(words({ ...row, phase: 'index scanning heap', heap_blks_total: 0 }), '70 of null tuples');
  });
  test('COPY counts bytes, where it knows how many there are', () => {
    const row = { command: 'COPY FROM', bytes_processed: 10, bytes_total: 40, tuples_processed: 2 };
    assert.is(words(row), '10 of 40 bytes');
    assert.is(words({ ...row, bytes_total: 0 }), '2 of null tuples');
  });
  test('a view of a later version that counts otherwise is not counted', () => {
    assert.is(words({ phase: 'catch-up', files_done: 3, files_total: 4 }), 'not counted');
  });
});
