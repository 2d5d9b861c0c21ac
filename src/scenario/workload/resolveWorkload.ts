import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Problem } from '../checking/problems.ts';
import { defaultTop } from '../defaults.ts';
import { displayPath } from '../displayPath.ts';
import { type CheckedKeyQuery, textless } from '../queries/keyQueryTexts.ts';
import type { ReadQuery } from '../queries/resolveKeyQuery.ts';
import { chooseStatements, type WorkloadStatement } from './chooseStatements.ts';
import { type ReadExport, readExport } from './readExport.ts';
import { shapeOfQuery } from './shapeOfQuery.ts';
import { statementQuery, weightOf } from './statementQuery.ts';
import { workloadNote } from './workloadNote.ts';

export interface WorkloadRequest {
  /** Absolute, or relative to the directory. */
  file: string;
  top?: number | undefined;
  database?: string | number | undefined;
}

export interface ResolvedWorkload {
  queries: ReadQuery[];
  notes: string[];
  problems: Problem[];
}

/** What the scenario says of its own accord. */
export interface Declared {
  /** Those of the shape of a statement get its weight: they are changed. */
  declared: readonly ReadQuery[];
  /** By the name of a statement: how it is captured. */
  additions: ReadonlyMap<string, CheckedKeyQuery>;
}

/**
 * The statements of an export that took the most time, and those that `additions` names, as key queries whose
 * parameters are chosen for them unless an addition has some. Where a declared query is of the same shape, it gets the
 * weight instead.
 */
export async function resolveWorkload(
  { file, top = defaultTop, database }: WorkloadRequest,
  { declared, additions }: Declared,
  { directory, now }: { directory: string; now: number },
): Promise<ResolvedWorkload> {
  const path = resolve(directory, file);
  const read = await readFile(path, 'utf8').then(readExport, unreadable);
  if ('fault' in read) {
    const fault = `expected an export of pg_stat_statements, found ${displayPath(path)}, ${read.fault}`;
    return { queries: [], notes: [], problems: [{ field: 'workload', fault }] };
  }
  const chosen = await chooseStatements(read.statements, {
    database: database === undefined ? null : String(database),
    now,
  });
  const own = new Map(declared.map((query) => [shapeOfQuery(query.prepared), query]));
  const taken = new Set(declared.map(({ resolved }) => resolved.name));
  const queries: ReadQuery[] = [];
  const problems: Problem[] = [];
  const taking: WorkloadStatement[] = [];
  for (const [i, statement] of chosen.statements.entries()) {
    const known = own.get(statement.shape);
    const addition = additions.get(statement.name);
    if (known) {
      known.resolved.workload = weightOf(statement);
      taking.push(statement);
    } else if (i < top || addition) {
      const name = taken.has(statement.name)
        ? `${statement.name}-${statement.shape.slice(0, 6)}`
        : statement.name;
      const one = await statementQuery({ ...statement, name }, addition ?? {}, path, now);
      taking.push(statement);
      queries.push(one.query);
      problems.push(...one.problems);
    }
  }
  const names = chosen.statements.map(({ name }) => name);
  for (const name of additions.keys())
    if (!names.includes(name)) problems.push(textless(name, 'the workload', names));
  const note = workloadNote(displayPath(path), read.statements, chosen, {
    taking,
    weighed: taking.length - queries.length,
  });
  return { queries, notes: [note], problems };
}

function unreadable(error: NodeJS.ErrnoException): ReadExport {
  return { fault: error.code === 'ENOENT' ? 'which does not exist' : 'which cannot be read' };
}
