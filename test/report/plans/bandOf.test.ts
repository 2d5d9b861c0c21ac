import { bandOf, ratioText } from '../../../src/report/view/plans/bandOf.ts';
import { capture, query } from '../../fixtures/result/build.ts';
import { assert, suite } from '../../support/suite.ts';

const pages = (from: number | null, to: number | null) =>
  bandOf(
    query('orders', { before: capture(null, { buffers: from }), after: capture(null, { buffers: to }) }),
    'after',
  );

suite('the band of a query', ({ test }) => {
  test('is told by the ratio of pages, in steps of 1.5, 10 and 100 times', () => {
    const kinds = [1_400, 1_500, 10_000, 100_000, 600].map((to) => pages(1_000, to).kind);
    assert.equal(kinds, ['same', 'more', 'ten', 'hundred', 'fewer']);
  });
  test('has a sign and a text of its own, so that colour is never the only one', () => {
    const bands = [1_000, 1_500, 10_000, 100_000, 600].map((to) => pages(1_000, to));
    assert.equal(
      bands.map(({ sign, text }) => `${sign} ${text}`),
      ['= same', '▲ 1.5×', '▲▲ 10×', '▲▲▲ 100×', '▼ 0.6×'],
    );
  });
  test('of a few pages more is none', () => {
    const { kind, text } = pages(4, 12);
    assert.equal([kind, text], ['same', '3×']);
  });
  test('of a query that fails, or is over its time limit, is the worst', () => {
    const error = { code: '42703', message: 'no such column', detail: null, hint: null };
    const fails = query('orders', { after: capture(null, { error }) });
    const slow = query('orders', { after: capture(null, { overLimitMs: 30_000 }) });
    assert.equal([bandOf(fails, 'after').kind, bandOf(slow, 'after').text], ['fails', 'over its time limit']);
    const always = { ...slow, before: { ...slow.before, overLimitMs: 1 } };
    assert.equal([bandOf(slow, 'after').kind, bandOf(always, 'after').kind], ['fails', 'unknown']);
  });
  test('is not known without pages on both sides', () => {
    assert.equal([pages(null, 4).kind, pages(4, null).kind], ['unknown', 'unknown']);
  });
});

suite('a ratio of pages', ({ test }) => {
  test('far below one reads as a part', () => {
    assert.equal([1 / 589, 0.25, 0.6, 1.02, 2_168, 0].map(ratioText), [
      '1/589',
      '1/4',
      '0.6×',
      'same',
      '2,168×',
      'none',
    ]);
  });
});
