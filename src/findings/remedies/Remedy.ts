import type { StatementAction } from '../../evidence/StatementShape.ts';

/** What is done instead of one command of a statement. */
export interface Remedy {
  /** A sentence or two. */
  words: string;
  /** The sequence, a statement a line, in the order in which it is run. */
  sql: string[];
}

/** One command, and what it works on. */
export interface Advised {
  /** As written in the statement; null where it names none. */
  target: string | null;
  action: StatementAction;
  /** Major version of the server. */
  major: number;
  /** Whether the statement wrote a relation anew; null where that is not known. */
  rewrites: boolean | null;
  /** Whether the target is a partitioned table. */
  partitioned: boolean;
}

/** Null: nothing better is known than to bound the wait for its lock. */
export type Advice = (advised: Advised) => Remedy | null;

export const retry =
  "SET lock_timeout (for example '2s') before it and try again after a pause, so that a queue never forms behind it.";

/** A name for a constraint or an index, from names that may be quoted. */
export function joinedName(...parts: readonly string[]): string {
  const bare = parts.map((part) => part.split('.').at(-1)!);
  const joined = bare.map((part) => part.replace(/^"|"$/g, '')).join('_');
  return bare.some((part) => part.startsWith('"')) ? `"${joined}"` : joined;
}
