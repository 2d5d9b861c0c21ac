import { type OrderedTree, treeEdit } from '../../../src/analysis/plans/treeEdit.ts';
import { assert, suite } from '../../support/suite.ts';

/** `a(b c(d))`. */
function tree(text: string): OrderedTree<string> {
  const stack: OrderedTree<string>[] = [{ item: '', children: [] }];
  for (const [piece] of text.matchAll(/\w+|[()]/g)) {
    if (piece === ')') stack.pop();
    else if (piece === '(') stack.push(stack.at(-1)!.children.at(-1)!);
    else stack.at(-1)!.children.push({ item: piece, children: [] });
  }
  return stack[0]!;
}
const pairs = (a: string, b: string) => {
  const cost = (x: string, y: string) =>
    x.replace(/\d/, '') === y.replace(/\d/, '') ? 0 : Number.POSITIVE_INFINITY;
  return treeEdit(tree(a).children, tree(b).children, cost)
    .map(([x, y]) => `${x}=${y}`)
    .sort()
    .join(' ');
};

suite('the edit distance of ordered trees', ({ test }) => {
  test('pairs a tree with itself', () => assert.is(pairs('a(b c(d))', 'a(b c(d))'), 'a=a b=b c=c d=d'));
  test('lets a node come in between', () => assert.is(pairs('a(b)', 'a(x(b))'), 'a=a b=b'));
  test('lets a node go from in between', () => assert.is(pairs('a(x(b c))', 'a(b c)'), 'a=a b=b c=c'));
  test('keeps the order of siblings', () => assert.is(pairs('a b', 'b a').length, 3));
  test('pairs forests', () => assert.is(pairs('a b(c)', 'x a b(c)'), 'a=a b=b c=c'));
  test('takes the one that lets most others be the same', () =>
    assert.is(pairs('a1(b c)', 'a2 a3(b c)'), 'a1=a3 b=b c=c'));
  test('pairs nothing that cannot be one', () => assert.is(pairs('a(b)', 'c(d)'), ''));
  test('has nothing to pair where one is empty', () => assert.is(pairs('', 'a(b)'), ''));
});
