import { statOf } from '../../src/analysis/statOf.ts';
import { assert, suite } from '../support/suite.ts';

suite('statOf', ({ test }) => {
  test('low and high are the ends, the samples stay in their order', () => {
    assert.equal(statOf([3, 1, 10]), { median: 3, low: 1, high: 10, samples: [3, 1, 10] });
  });
  test('the median of an even number is the middle of the middle two', () => {
    assert.is(statOf([4, 1, 3, 2]).median, 2.5);
  });
  test('without samples it is zero, and says that there are none', () => {
    assert.equal(statOf([]), { median: 0, low: 0, high: 0, samples: [] });
  });
});
