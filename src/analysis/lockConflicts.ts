import { type Blocked, type LockMode, lockModes } from '../evidence/LockMode.ts';

/**
 * Which modes each mode conflicts with, in the order of `lockModes`, X for a conflict. From PostgreSQL's
 * documentation, "Conflicting Lock Modes" (explicit-locking), measured on 15 and 18.
 */
const matrix: Record<LockMode, string> = {
  AccessShareLock: '.......X',
  RowShareLock: '......XX',
  RowExclusiveLock: '....XXXX',
  ShareUpdateExclusiveLock: '...XXXXX',
  ShareLock: '..XX.XXX',
  ShareRowExclusiveLock: '..XXXXXX',
  ExclusiveLock: '.XXXXXXX',
  AccessExclusiveLock: 'XXXXXXXX',
};

export function conflict(a: LockMode, b: LockMode): boolean {
  return matrix[a][lockModes.indexOf(b)] === 'X';
}

/** The mode that each kind of work needs: SELECT, INSERT and UPDATE, VACUUM and ANALYZE, most DDL. */
const needs: Record<Blocked, LockMode> = {
  reads: 'AccessShareLock',
  writes: 'RowExclusiveLock',
  vacuum: 'ShareUpdateExclusiveLock',
  ddl: 'AccessExclusiveLock',
};

/** What a held lock keeps waiting, in plain words. */
export function blocks(mode: LockMode): Blocked[] {
  return (Object.keys(needs) as Blocked[]).filter((work) => conflict(mode, needs[work]));
}

/** Whether applications notice: reads or writes wait. */
export function blocksTraffic(mode: LockMode): boolean {
  return conflict(mode, 'RowExclusiveLock');
}

/** 0 for ACCESS SHARE to 7 for ACCESS EXCLUSIVE. */
export function strength(mode: LockMode): number {
  return lockModes.indexOf(mode);
}
