import type { LockMode } from '../evidence/LockMode.ts';

/** `ACCESS EXCLUSIVE` for `AccessExclusiveLock`, as PostgreSQL writes it in prose. */
export function modeName(mode: LockMode): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase();
}
