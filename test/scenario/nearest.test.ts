import { nearest } from '../../src/scenario/nearest.ts';
import { assert, suite } from '../support/suite.ts';

suite('the word that was meant', ({ test }) => {
  const words = ['duration', 'wal', 'rollback', 'hold', 'stall'];
  test('differs in a third of its letters at most', () => {
    assert.equal(
      ['durations', 'Duraton', 'wla', 'holds', 'xyz', 'time', ''].map((word) => nearest(word, words)),
      ['duration', 'duration', 'wal', 'hold', undefined, undefined, undefined],
    );
  });
  test('is the nearest of several', () => {
    assert.is(nearest('stalls', ['small', 'stall', 'stills']), 'stall');
  });
});
