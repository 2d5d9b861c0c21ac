/** The eight table-level lock modes, weakest first, as pg_locks spells them. */
export const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;
export type LockMode = (typeof lockModes)[number];

/** What kinds of other work a held lock keeps waiting. */
export type Blocked = 'reads' | 'writes' | 'ddl' | 'vacuum';

/** Whether a mode is at least as strong as another, in the order of `lockModes`. */
export function strongEnough(mode: LockMode, least: LockMode): boolean {
  return lockModes.indexOf(mode) >= lockModes.indexOf(least);
}

/** `ACCESS EXCLUSIVE` for `AccessExclusiveLock`, as SQL and PostgreSQL's prose write it. */
export function modeName(mode: LockMode): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
