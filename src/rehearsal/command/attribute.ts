import { classify, type StatementClass, type ToolTables } from './classify.ts';
import type { ObservedStatement } from './ObservedStatement.ts';

/** A migration that the tool may write down, and what it may call it there. */
export interface Candidate {
  id: string;
  /** Names before numbers: a number may stand for something else, too. */
  names: readonly string[];
  numbers: readonly string[];
}

export interface Attribution {
  /** By migration, in the order of the first statement. */
  work: Map<string, ObservedStatement[]>;
  /** What belongs to no migration. */
  own: ObservedStatement[];
  /** Work after which nothing was written down. */
  unrecorded: ObservedStatement[];
}

/**
 * Gives each statement to the migration that the tool writes down: after it, as most do, in its transaction or in
 * another; or before it, where `writesFirst`. What follows in the same transaction is still its own, unless that
 * transaction is of several migrations, or the tool `failed` in one that it did not come to write down.
 */
export function attribute(
  statements: readonly ObservedStatement[],
  candidates: readonly Candidate[],
  { tables, writesFirst, failed }: { tables: ToolTables; writesFirst: boolean; failed: boolean },
): Attribution {
  const known = new Set<string>();
  const all = statements.map((statement): Classified => {
    const is = classify(statement, tables);
    if (is !== 'history') return { statement, is, writes: [] };
    const named = written(statement, candidates);
    // One that moves the version on names the one before, too.
    const news = named.filter((id) => !known.has(id));
    for (const id of named) known.add(id);
    return { statement, is, writes: news.length > 0 ? news : named };
  });
  const found: Attribution = { work: new Map(), own: [], unrecorded: [] };
  const give = (id: string, given: readonly ObservedStatement[]) => {
    if (given.length > 0) found.work.set(id, [...(found.work.get(id) ?? []), ...given]);
  };
  let open: ObservedStatement[] = [];
  let last: { id: string; transaction: string } | null = null;
  for (const { statement, is, writes } of all) {
    const [id] = writes;
    if (id !== undefined) {
      if (!writesFirst) {
        give(id, open);
        open = [];
      }
      last = { id, transaction: statement.transaction };
    }
    if (is !== 'work') {
      if (is === 'own' || is === 'history') found.own.push(statement);
      continue;
    }
    const follows =
      last !== null &&
      (writesFirst ||
        (!failed &&
          statement.transaction === last.transaction &&
          writesIn(all, last.transaction).size === 1));
    if (last && follows) give(last.id, [statement]);
    else open.push(statement);
  }
  found.unrecorded = open;
  return found;
}

interface Classified {
  statement: ObservedStatement;
  is: StatementClass;
  writes: string[];
}

function writesIn(all: readonly Classified[], transaction: string): Set<string> {
  return new Set(
    all.filter(({ statement }) => statement.transaction === transaction).flatMap(({ writes }) => writes),
  );
}

/** Ids of the migrations whose name, else whose number, stands in a statement or in what was sent beside it. */
function written({ sql, parameters }: ObservedStatement, candidates: readonly Candidate[]): string[] {
  const given = /^update\b/i.test(sql) ? sql.replace(/\bwhere\b.*$/is, '') : sql;
  const text = `${given}\n${parameters}`;
  const matching = (keys: 'names' | 'numbers') =>
    candidates.filter((candidate) => candidate[keys].some((key) => stands(key, text))).map(({ id }) => id);
  const named = matching('names');
  return named.length > 0 ? named : matching('numbers');
}

function stands(key: string, text: string): boolean {
  const literal = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w-])${literal}(?![\\w-])`).test(text);
}
