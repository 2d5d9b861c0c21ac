import type { LockTarget } from '../../evidence/WaitEvidence.ts';

/** What a message calls a lock by (DescribeLockTag in lmgr.c), and whether a relation's OID is in it. */
const descriptions: readonly [RegExp, LockTarget][] = [
  [/^relation (?<oid>\d+) of database/, 'relation'],
  [/^extension of relation (?<oid>\d+) of database/, 'extension'],
  [/^page \d+ of relation (?<oid>\d+) of database/, 'page'],
  [/^tuple \(\d+,\d+\) of relation (?<oid>\d+) of database/, 'tuple'],
  [/^transaction \d+/, 'transaction'],
  [/^virtual transaction /, 'virtualTransaction'],
  [/^speculative token /, 'speculativeToken'],
  [/^object \d+ of class /, 'object'],
  [/^(?:advisory|user) lock /, 'advisory'],
];

/** The relation is null where the description has none. */
export function lockTarget(description: string): { target: LockTarget; relation: number | null } {
  for (const [pattern, target] of descriptions) {
    const match = pattern.exec(description);
    if (match) return { target, relation: match.groups?.['oid'] ? Number(match.groups['oid']) : null };
  }
  return { target: 'other', relation: null };
}

/**
 * The bare name of the table whose row a backend works on, from a message's context (XactLockTableWaitErrorCb in
 * lmgr.c): `while updating tuple (0,1) in relation "orders"`.
 */
export function tableInContext(context: string | undefined): string | null {
  return /tuple \(\d+,\d+\) (?:in|of) relation "(.*?)"$/m.exec(context ?? '')?.[1] ?? null;
}
