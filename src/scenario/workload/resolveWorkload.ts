import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '../checking/problems.ts';
import { defaultQueryMs, defaultTop } from '../defaults.ts';
import { displayPath } from '../displayPath.ts';
import type { ReadQuery } from '../queries/resolveKeyQuery.ts';
import { resolveSets } from '../queries/resolveSets.ts';
import type { ResolvedQuery } from '../ResolvedScenario.ts';
import { chooseStatements, type WorkloadStatement } from './chooseStatements.ts';
import { readExport } from './readExport.ts';
import { shapeOfQuery } from './shapeOfQuery.ts';
import { workloadNote } from './workloadNote.ts';

export interface WorkloadRequest {
  /** Absolute, or relative to the directory. */
  file: string;
  top?: number | undefined;
  database?: string | number | undefined;
}

export type ResolvedWorkload = { queries: ReadQuery[]; notes: string[] } | { problem: Problem };

/**
 * The statements of an export that took the most time, as key queries whose parameters are chosen for them. Where a
 * declared query is of the same shape, it gets the weight instead; `declared` is changed.
 * @param field `workload`
 */
export async function resolveWorkload(
  { file, top = defaultTop, database }: WorkloadRequest,
  declared: readonly ReadQuery[],
  { directory, now, field }: { directory: string; now: number; field: string },
): Promise<ResolvedWorkload> {
  const path = resolve(directory, file);
  const wrong = (what: string): { problem: Problem } => ({
    problem: {
      field,
      fault: `expected an export of pg_stat_statements, found ${displayPath(path)}, ${what}`,
    },
  });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return wrong(missing ? 'which does not exist' : 'which cannot be read');
  }
  const read = readExport(text);
  if ('fault' in read) return wrong(read.fault);
  const chosen = await chooseStatements(read.statements, {
    database: database === undefined ? null : String(database),
    now,
  });
  const own = new Map(declared.map((query) => [shapeOfQuery(query.prepared), query]));
  const names = new Set(declared.map(({ resolved }) => resolved.name));
  const queries: ReadQuery[] = [];
  let taken = 0;
  for (const [i, statement] of chosen.statements.entries()) {
    const known = own.get(statement.shape);
    if (known) known.resolved.workload = weightOf(statement);
    else if (i < top) queries.push(await keyQuery(statement, names, path, now));
    if (i < top || known) taken++;
  }
  const note = workloadNote(displayPath(path), read.statements, chosen, {
    top,
    taken,
    known: taken - queries.length,
  });
  return { queries, notes: [note] };
}

async function keyQuery(
  statement: WorkloadStatement,
  names: ReadonlySet<string>,
  file: string,
  now: number,
): Promise<ReadQuery> {
  const { prepared } = statement;
  const taken = names.has(statement.name);
  const name = taken ? `${statement.name}-${statement.shape.slice(0, 6)}` : statement.name;
  const { sets } = await resolveSets(prepared, undefined, {
    path: [],
    owner: `key query '${name}'`,
    now,
    otherwise: 'auto',
    mayBeAuto: true,
  });
  const resolved: ResolvedQuery = {
    name,
    sql: prepared.sql,
    parameters: sets,
    readonly: prepared.readonly,
    file,
    role: null,
    settings: {},
    timeLimitMs: defaultQueryMs,
    result: null,
    workload: weightOf(statement),
    imported: true,
  };
  return { prepared, resolved };
}

function weightOf({ calls, totalMs }: WorkloadStatement): ResolvedQuery['workload'] {
  return { calls, meanMs: calls > 0 ? totalMs / calls : null };
}
