import { fingerprint } from '../../../src/analysis/plans/fingerprint.ts';
import { recordedPairs } from '../../support/recordedPairs.ts';
import { assert, suite } from '../../support/suite.ts';

/** The very same plan, by the catalogs or without. */
const same = [
  'a renamed index',
  'an index that was built again',
  'an unrelated index, a column and a comment',
  'a table and a column under new names, behind a view',
  'a renamed partition, by the catalogs',
  'an insert that asks an index of another name',
  'the same scan of a table that has grown',
  'an index-only scan that goes to the heap',
  'a hash that spills',
  'a sort that spills',
  'groups that spill',
  'a longer list',
];
/** Only carried out otherwise, or over a partition of another name. */
const alike = [
  'Memoize, taken away',
  'workers',
  'workers, taken away',
  'a renamed partition, by the plans alone',
];
/** Other nodes that read the relations as before. */
const sameAccess = ['distinct values by sorting', 'groups by sorting', 'grouping sets by hashing or sorting'];

for (const major of [18, 15] as const)
  suite(`the identity of plans of PostgreSQL ${major}`, ({ test }) => {
    for (const [name, { before, after }] of recordedPairs(major)) {
      const known = before.catalog ?? null;
      const [a, b] = [
        fingerprint(before.plan, known, known),
        fingerprint(after.plan, after.catalog ?? null, known),
      ];
      if (same.includes(name)) test(`is kept at every level: ${name}`, () => assert.equal(a, b));
      else if (alike.includes(name))
        test(`is kept semantically: ${name}`, () => {
          assert.is.not(a.exact, b.exact);
          assert.equal([a.semantic, a.access], [b.semantic, b.access]);
        });
      else
        test(`is another: ${name}`, () => {
          assert.is.not(a.exact, b.exact);
          assert.is.not(a.semantic, b.semantic);
          assert.is(a.access === b.access, sameAccess.includes(name));
        });
    }
  });

suite('the identity of a plan without the catalog', ({ test }) => {
  const identify = (name: string, side: 'before' | 'after') =>
    fingerprint(recordedPairs(18).get(name)![side].plan);
  test('is by the names of indexes', () => {
    assert.is.not(identify('a renamed index', 'before').exact, identify('a renamed index', 'after').exact);
  });
  test('is not held against that of another version of fingerprints', () => {
    assert.match(identify('a renamed index', 'before').access, /^2\.[0-9a-f]{16}$/);
  });
});
