import { type Sharing, shareSize } from '../../src/dataset/auto/shareSize.ts';
import { assert, suite } from '../support/suite.ts';

const table = (name: string, more: Partial<Sharing> = {}): Sharing => ({
  name,
  bytesPerRow: 100,
  production: null,
  touched: false,
  lookup: false,
  ...more,
});
const shares = (tables: Sharing[], bytes: number) => Object.fromEntries(shareSize(tables, bytes));

suite('a size shared out over tables', ({ test }) => {
  test('gives each the same number of rows where nothing tells them apart', () => {
    assert.equal(shares([table('a'), table('b', { bytesPerRow: 300 })], 400_000), { a: 1000, b: 1000 });
  });
  test('gives touched tables ten times the rows of others, and lists few', () => {
    const tables = [
      table('a', { touched: true }),
      table('b'),
      table('list', { lookup: true, touched: true }),
    ];
    assert.equal(shares(tables, 100_000 + 1_100_000), { a: 10_000, b: 1000, list: 1000 });
  });
  test('follows production, and never goes beyond it', () => {
    const tables = [table('a', { production: 900_000 }), table('b', { production: 100_000 }), table('new')];
    assert.equal(shares(tables, 100_000 + 10_000_000), { a: 90_000, b: 10_000, new: 1000 });
    assert.equal(shares(tables, 10 ** 12), { a: 900_000, b: 100_000, new: 1000 });
  });
});
