import { resultOf } from '../../src/findings/resultOf.ts';
import { evidence, repeat } from '../fixtures/evidence/build.ts';
import { failed } from '../fixtures/evidence/migrations.ts';
import { judged } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';

const clean = evidence();
const partly = evidence({ notObserved: ['locks'], server: null, startedAt: '2026-11-19T23:00:00.000Z' });
const broken = evidence({ repeats: [repeat([failed])], finishedAt: '2026-11-20T04:00:00.000Z' });

const of = (...all: (typeof clean)[]) =>
  resultOf(
    all,
    all.map((one) => judged(one)),
  );

suite('resultOf', ({ test }) => {
  test('the worst verdict counts: fail, then inconclusive, then pass', () => {
    assert.equal(
      [of(clean, partly, broken), of(clean, partly), of(clean), of()].map(({ verdict }) => verdict),
      ['fail', 'inconclusive', 'pass', 'pass'],
    );
  });
  test('it lasts from the first scenario’s start to the last one’s end', () => {
    const { startedAt, finishedAt } = of(clean, broken, partly);
    assert.equal([startedAt, finishedAt], ['2026-11-19T23:00:00.000Z', '2026-11-20T04:00:00.000Z']);
  });
  test('the server is that of the first scenario that had one', () => {
    assert.is(of(partly, clean).server?.version, '18.4');
    assert.is(of(partly).server, null);
  });
});
