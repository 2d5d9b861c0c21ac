import { formatCount, formatDuration, formatSize, parseDuration, parseSize } from '../src/units.ts';
import { assert, suite } from './support/suite.ts';

suite('units', ({ test }) => {
  test('durations are read in PostgreSQL’s notation', () => {
    assert.equal(['500 ms', '15min', '1.5 s', 250].map(parseDuration), [500, 900_000, 1500, 250]);
  });
  test('what is not a duration is undefined', () => {
    assert.equal(
      ['5 m', '5 MB', 'soon', '', -1, Number.NaN, null, '5 constructor', '5 toString'].map(parseDuration),
      Array(9).fill(undefined),
    );
  });
  test('sizes are powers of 1024', () => {
    assert.equal(['64 MB', '1kB', '4 GB'].map(parseSize), [67_108_864, 1024, 4_294_967_296]);
  });
  test('durations are written with the unit that fits', () => {
    assert.equal([0.04, 12.4, 1234, 9996, 59_960, 250_000, 7_500_000].map(formatDuration), [
      '0 ms',
      '12 ms',
      '1.23 s',
      '10 s',
      '1 min',
      '4 min 10 s',
      '2 h 5 min',
    ]);
  });
  test('sizes are written with the unit that fits', () => {
    assert.equal([512, 1536, 67_108_864, 4.2 * 1024 ** 3].map(formatSize), [
      '512 B',
      '1.5 kB',
      '64 MB',
      '4.2 GB',
    ]);
  });
  test('counts have separators, in every locale the same', () => {
    assert.equal(formatCount(1_234_567), '1,234,567');
  });
});
