import { blocks, blocksTraffic, conflict, strength } from '../../src/analysis/lockConflicts.ts';
import { lockModes } from '../../src/evidence/LockMode.ts';
import { assert, suite } from '../support/suite.ts';

/** PostgreSQL's documentation, 13.3.1, table 13.2, one row a mode, from ACCESS SHARE to ACCESS EXCLUSIVE. */
const documented = [
  '- - - - - - - X',
  '- - - - - - X X',
  '- - - - X X X X',
  '- - - X X X X X',
  '- - X X - X X X',
  '- - X X X X X X',
  '- X X X X X X X',
  'X X X X X X X X',
];

suite('lock conflicts', ({ test }) => {
  test('they are those of the documentation', () => {
    const found = lockModes.map((a) => lockModes.map((b) => (conflict(a, b) ? 'X' : '-')).join(' '));
    assert.equal(found, documented);
  });

  test('what a mode blocks is said in plain words', () => {
    assert.equal(Object.fromEntries(lockModes.map((mode) => [mode, blocks(mode)])), {
      AccessShareLock: ['ddl'],
      RowShareLock: ['ddl'],
      RowExclusiveLock: ['ddl'],
      ShareUpdateExclusiveLock: ['vacuum', 'ddl'],
      ShareLock: ['writes', 'vacuum', 'ddl'],
      ShareRowExclusiveLock: ['writes', 'vacuum', 'ddl'],
      ExclusiveLock: ['writes', 'vacuum', 'ddl'],
      AccessExclusiveLock: ['reads', 'writes', 'vacuum', 'ddl'],
    });
  });

  test('applications notice SHARE and stronger', () => {
    assert.equal(lockModes.filter(blocksTraffic), lockModes.slice(4));
  });

  test('strength grows in the order of the modes', () => {
    assert.equal(lockModes.map(strength), [0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
