import type { Blocked } from '../../evidence/LockMode.ts';

/** `blocks reads, writes, DDL, VACUUM`. */
export function blocksText(blocks: Blocked[]): string {
  const names = blocks.map((kind) => (kind === 'ddl' ? 'DDL' : kind === 'vacuum' ? 'VACUUM' : kind));
  return names.length > 0 ? `blocks ${names.join(', ')}` : 'blocks nothing usual';
}
