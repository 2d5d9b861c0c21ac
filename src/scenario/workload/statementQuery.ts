import type { Problem } from '../checking/problems.ts';
import type { CheckedKeyQuery } from '../queries/keyQueryTexts.ts';
import { type ReadQuery, sessionOf } from '../queries/resolveKeyQuery.ts';
import { resolveSets } from '../queries/resolveSets.ts';
import type { ResolvedQuery } from '../ResolvedScenario.ts';
import type { WorkloadStatement } from './chooseStatements.ts';

/** A statement of an export as a key query. @param options what the scenario says of it */
export async function statementQuery(
  { name, prepared, ...statement }: WorkloadStatement,
  options: CheckedKeyQuery,
  file: string,
  now: number,
): Promise<{ query: ReadQuery; problems: Problem[] }> {
  const { sets, problems } = await resolveSets(prepared, options.parameters, {
    path: ['queries', name],
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
    ...sessionOf(options),
    workload: weightOf(statement),
    // What its author speaks of must fit; what merely came along need not.
    imported: Object.keys(options).length === 0,
  };
  return { query: { prepared, resolved }, problems };
}

/** Its calls, and their mean time. */
export function weightOf({
  calls,
  totalMs,
}: Pick<WorkloadStatement, 'calls' | 'totalMs'>): ResolvedQuery['workload'] {
  return { calls, meanMs: calls > 0 ? totalMs / calls : null };
}
