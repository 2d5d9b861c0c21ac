import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import type { AppliedMigration, ProductionHistory } from '../scenario/production/Production.ts';
import type { Migration, MigrationHistory } from './MigrationHistory.ts';
import { keysOfApplied, keysOfMigration, type MigrationKeys, ofDirectory } from './migrationKeys.ts';

/** As production.json has it; without a tool where none is known to make such a table. */
export type ToolHistory = Omit<ProductionHistory, 'tool'> & { tool: ProductionHistory['tool'] | null };

/** A tool's history, laid beside a directory. */
export interface AppliedSelection {
  history: ToolHistory;
  /** Ids of the directory that production has. */
  applied: Set<string>;
  /** What production has and the directory lacks, as the tool calls it. */
  missing: string[];
  /** What failed there and was not repaired, as the tool calls it. */
  failed: string[];
}

/**
 * Which migrations of a directory a tool's history lists as applied.
 * @throws PgrehearseError `usage/production-ambiguous` where one number is that of several migrations
 */
export async function appliedOnProduction(
  { directory, migrations }: MigrationHistory,
  history: ToolHistory,
  source: string,
): Promise<AppliedSelection> {
  const { tool } = history;
  const journal = tool === 'drizzle' ? await readJournal(directory) : new Map<string, string>();
  const keys = new Map(migrations.map((each) => [each, keysOfMigration(each, tool, journal)]));
  const index = indexOf(keys);
  const applied = new Set<string>();
  const missing = new Set<string>();
  const failed = new Set<string>();
  for (const one of ofDirectory(tool, directory, history.applied)) {
    const called = one.name ?? one.version;
    const match = matchOf(one, index, directory, source);
    const covered = coversEarlier(one, history)
      ? earlier(one, match, migrations, keys)
      : match
        ? [match]
        : [];
    failed.delete(called);
    missing.delete(called);
    if (one.state === 'undone') for (const { id } of covered) applied.delete(id);
    else if (one.state === 'failed') {
      failed.add(called);
      // golang-migrate's version is the one that failed; all before it are applied.
      if (history.keeps === 'latest') for (const { id } of covered) if (id !== match?.id) applied.add(id);
    } else {
      for (const { id } of covered) applied.add(id);
      if (!match && one.state !== 'baseline') missing.add(called);
    }
  }
  return { history, applied, missing: [...missing], failed: [...failed] };
}

interface Index {
  names: Map<string, Migration[]>;
  numbers: Map<string, Migration[]>;
}

function indexOf(keys: ReadonlyMap<Migration, MigrationKeys>): Index {
  const index: Index = { names: new Map(), numbers: new Map() };
  for (const [migration, have] of keys) {
    for (const kind of ['names', 'numbers'] as const) {
      for (const key of have[kind]) index[kind].set(key, [...(index[kind].get(key) ?? []), migration]);
    }
  }
  return index;
}

function matchOf(one: AppliedMigration, index: Index, directory: string, source: string): Migration | null {
  const wanted = keysOfApplied(one);
  const by = (kind: keyof Index) => [
    ...new Set([...wanted[kind]].flatMap((key) => index[kind].get(key) ?? [])),
  ];
  const named = by('names');
  const found = named.length > 0 ? named : by('numbers');
  if (found.length < 2) return found[0] ?? null;
  const ids = found.map(({ id }) => id);
  throw new PgrehearseError(
    'usage/production-ambiguous',
    `production has applied '${one.name ?? one.version}', and ${ids.length} migrations in ${displayPath(directory)} may be it`,
    {
      detail: `They are ${ids.join(', ')}.`,
      source,
      hint: 'Give each its own number, or select the pending migrations by id with from.',
    },
  );
}

function coversEarlier({ state }: AppliedMigration, { keeps }: ToolHistory): boolean {
  return keeps === 'latest' || state === 'baseline';
}

/** It and all before it; by number where the migration itself is gone. */
function earlier(
  one: AppliedMigration,
  match: Migration | null,
  migrations: readonly Migration[],
  keys: ReadonlyMap<Migration, MigrationKeys>,
): readonly Migration[] {
  if (match) return migrations.slice(0, migrations.indexOf(match) + 1);
  const [number] = keysOfApplied(one).numbers;
  if (number === undefined) return [];
  return migrations.filter((each) => {
    const [own] = keys.get(each)!.numbers;
    return own !== undefined && compareNumbers(own, number) <= 0;
  });
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(BigInt)) as [bigint[], bigint[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i] ?? 0n, right[i] ?? 0n];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** meta/_journal.json, where the directory has one: the file may have been edited since, and its hash with it. */
async function readJournal(directory: string): Promise<Map<string, string>> {
  try {
    const { entries } = JSON.parse(await readFile(join(directory, 'meta/_journal.json'), 'utf8')) as {
      entries: { tag: string; when: number }[];
    };
    return new Map(entries.map(({ tag, when }) => [tag, String(when)]));
  } catch {
    return new Map();
  }
}
