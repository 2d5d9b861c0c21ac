import { naturalOrder } from '../../src/migrations/naturalOrder.ts';
import { assert, suite } from '../support/suite.ts';

suite('natural order', ({ test }) => {
  const sorted = (...names: string[]) => [...names].reverse().sort(naturalOrder);

  test('counts numbers by value', () => {
    const names = ['1_a', '2_b', '10_c', '20240101120000_d', '20240101120001_e'];
    assert.equal(sorted(...names), names);
  });
  test('counts numbers beyond 2^53', () => {
    const names = ['99999999999999999998', '99999999999999999999'];
    assert.equal(sorted(...names), names);
  });
  test('counts a date as one number, with dashes or without', () => {
    const names = [
      '00000000000000_setup',
      '20140924113530_a',
      '2017-08-31-230457_b',
      '20180102030405_c',
      '2026-07-24-154000-0000_d',
    ];
    assert.equal(sorted(...names), names);
  });
  test('puts a name before those that it begins', () => {
    const names = ['0001_create', '0001_create_index', '0002'];
    assert.equal(sorted(...names), names);
  });
  test('is total', () => {
    assert.equal(sorted('01_a', '1_a'), ['01_a', '1_a']);
    assert.is(naturalOrder('1_a', '1_a'), 0);
  });
});
