import { modeName } from '../../src/evidence/LockMode.ts';
import {
  formatAmount,
  formatBound,
  formatInterval,
  formatLatency,
  formatMeasured,
  formatRange,
} from '../../src/report/text/amounts.ts';
import { assert, suite } from '../support/suite.ts';

suite('amounts', ({ test }) => {
  test('an interval shows both ends where they differ, with their unit once where it is the same', () => {
    assert.is(formatInterval(3_410, 3_460, 'ms'), '3.41–3.46 s');
    assert.is(formatInterval(3_410, 3_410, 'ms'), '3.41 s');
    assert.is(formatInterval(0, 4.8, 'ms'), '0–4.8 ms');
    assert.is(formatInterval(2_071, 2_102, 'ms'), '2.07–2.10 s');
    assert.is(formatInterval(980, 1_200, 'ms'), '980 ms – 1.2 s');
    assert.is(formatInterval(250_000, 290_000, 'ms'), '4 min 10 s – 4 min 50 s');
    assert.is(formatInterval(2, 3, 'ratio'), '2×–3×');
  });
  test('a range whose ends read alike is one amount', () => {
    assert.is(formatRange(3_411, 3_412, 'ms'), '3.41 s');
    assert.is(formatRange(1, 2_000, 'pages'), '1 page – 2,000 pages');
  });
  test('amounts say their unit', () => {
    assert.equal(
      [
        formatAmount(1536, 'bytes'),
        formatAmount(1, 'pages'),
        formatAmount(2_167.8, 'ratio'),
        formatAmount(12_000, 'count'),
      ],
      ['1.5 kB', '1 page', '2,168×', '12,000'],
    );
  });
  test('what was measured is an interval where it has ends', () => {
    assert.is(formatMeasured({ value: 3, unit: 'ms', low: 2, high: 4 }), '2–4 ms');
    assert.is(formatMeasured({ value: 3, unit: 'ms' }), '3 ms');
  });
  test('a bound says where it comes from', () => {
    assert.is(formatBound({ kind: 'budget', value: 500, unit: 'ms' }), 'budget 500 ms');
    assert.is(formatBound({ kind: 'night', value: 1.5, unit: 'ratio' }), 'past nights 1.5×');
  });
  test('latencies are shown finer', () => {
    assert.equal([0.0416, 3.214, 48.2].map(formatLatency), ['0.042 ms', '3.21 ms', '48 ms']);
  });
  test('lock modes are spelt as in the manual', () => {
    assert.equal((['AccessExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock'] as const).map(modeName), [
      'ACCESS EXCLUSIVE',
      'SHARE ROW EXCLUSIVE',
      'SHARE',
    ]);
  });
});
