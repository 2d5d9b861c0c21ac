import { alignTrees } from '../../../src/report/view/plans/alignTrees.ts';
import { assert, suite } from '../../support/suite.ts';

/** Both lists as they come to lie beside each other; lines of a pair have the same letter, and case tells the sides apart. */
function aligned(left: string, right: string): string[] {
  const [a, b] = [[...left], [...right.toUpperCase()]];
  const pairs = new Map(
    a.flatMap((line) => (b.includes(line.toUpperCase()) ? [[line, line.toUpperCase()]] : [])),
  );
  const gaps = alignTrees(a, b, pairs as Map<string, string>);
  return [a, b].map((lines) => lines.map((line) => '.'.repeat(gaps.get(line) ?? 0) + line).join(''));
}

suite('trees beside each other', ({ test }) => {
  test('of the same nodes have no gaps', () => {
    assert.equal(aligned('abc', 'abc'), ['abc', 'ABC']);
  });
  test('leave a gap where the other side has more', () => {
    assert.equal(aligned('ac', 'axyc'), ['a..c', 'AXYC']);
    assert.equal(aligned('axyc', 'ac'), ['axyc', 'A..C']);
  });
  test('put what has gone beside what has come', () => {
    assert.equal(aligned('axyc', 'azc'), ['axyc', 'AZ.C']);
  });
  test('keep the longest run in order where pairs cross', () => {
    assert.equal(aligned('abcd', 'acdb'), ['abcd', 'A.CDB']);
  });
  test('without any pair begin together', () => {
    assert.equal(aligned('ab', 'xyz'), ['ab', 'XYZ']);
  });
});
