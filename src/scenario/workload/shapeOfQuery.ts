import { createHash } from 'node:crypto';
import { fingerprintSync } from 'libpg-query';
import type { PreparedQuery } from '../queries/PreparedQuery.ts';

/** Comparisons with lists, which libpg-query's fingerprint holds for comparisons with one value. */
const ofLists = new Set(['AEXPR_IN', 'AEXPR_OP_ANY', 'AEXPR_OP_ALL']);

/**
 * A hash that queries share which differ in their constants, white space and lengths of IN lists alone: libpg-query's
 * fingerprint, with what that leaves out: whether a comparison is with a list, schemas (`public` apart, which is where
 * names without one are looked for), and digits in the names of tables.
 */
export function shapeOfQuery({ sql, node }: Pick<PreparedQuery, 'sql' | 'node'>): string {
  const details: string[] = [];
  const stack: unknown[] = [node];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    const { kind, schemaname, relname } = value as Readonly<Record<string, unknown>>;
    if (typeof kind === 'string' && ofLists.has(kind)) details.push(kind);
    if (typeof relname === 'string') details.push(relname);
    if (typeof schemaname === 'string' && schemaname !== 'public') details.push(schemaname);
    stack.push(...Object.values(value));
  }
  const text = [fingerprintSync(sql), ...details].join(' ');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
