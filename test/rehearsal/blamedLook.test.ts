import { blamedLook } from '../../src/rehearsal/plans/blame/blamedLook.ts';
import { assert, suite } from '../support/suite.ts';

/** `a10`: plan a, at a cost of 10; `-`: no look; `!`: it fails. */
const blamed = (looks: string) =>
  blamedLook(
    looks.split(' ').map((look) => {
      if (look === '-') return null;
      if (look.startsWith('!')) return { identity: `fails: ${look}`, weight: null };
      return { identity: look[0]!, weight: Number(look.slice(1)) };
    }),
  );

suite('since which look a plan is what it is', ({ test }) => {
  test('the first that shows it', () => {
    assert.is(blamed('a10 a10 b99 b99'), 2);
  });

  test('none, where it is as at first', () => {
    assert.is(blamed('a10 b99 a10'), null);
    assert.is(blamed('a10'), null);
  });

  test('the last time, where it came and went', () => {
    assert.is(blamed('a10 b99 a10 a10 b99'), 4);
  });

  test('of several that follow each other the one that weighs most, whichever comes first', () => {
    assert.is(blamed('a10 b12 c900 c900'), 2);
    assert.is(blamed('a10 b900 c910'), 1);
  });

  test('of a plan that has become better the one that made it so', () => {
    assert.is(blamed('a900 b990 c10'), 2);
    assert.is(blamed('a900 b10 c9'), 1);
  });

  test('looks that could not be taken are passed over', () => {
    assert.is(blamed('- a10 - b99 -'), 3);
  });

  test('a query fails since it last did not, whatever its errors', () => {
    assert.is(blamed('a10 b12 !1 !2'), 2);
    assert.is(blamed('a10 !1 a10 !1'), 3);
  });
});
