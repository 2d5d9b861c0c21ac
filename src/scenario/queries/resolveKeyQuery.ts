import type { Problem } from '../checking/problems.ts';
import { defaultQueryMs } from '../defaults.ts';
import type { ResolvedQuery } from '../ResolvedScenario.ts';
import { boundQuery } from './boundQuery.ts';
import type { CheckedKeyQuery, DeclaredQuery } from './keyQueryTexts.ts';
import type { QueryFault } from './numberParameters.ts';
import { type PreparedQuery, prepareQuery } from './PreparedQuery.ts';
import { type QueryPlace, queryProblem } from './queryProblem.ts';
import { resolveSets } from './resolveSets.ts';

export interface ReadQuery {
  resolved: ResolvedQuery;
  prepared: PreparedQuery;
}

/** A key query, what is wrong with it, or null for what came with others and is none. */
export async function resolveKeyQuery(
  { name, text, place, script, options, found }: DeclaredQuery,
  now: number,
): Promise<ReadQuery | { problems: Problem[] } | null> {
  const still = options.now !== 'bound';
  const read = await prepareQuery(text, { explained: true, still });
  const prepared = Array.isArray(read) || still ? read : await withMoment(read, now);
  if (Array.isArray(prepared)) {
    if (found && (script || prepared.every(({ unexplained }) => unexplained))) return null;
    return { problems: prepared.map((fault) => withHeader(queryProblem(place, fault), place, name)) };
  }
  const { sets, problems } = await resolveSets(prepared, options.parameters, {
    path: ['queries', name],
    owner: `key query '${name}'`,
    now,
    otherwise: found ? 'auto' : null,
    mayBeAuto: true,
  });
  if (problems.length > 0) return { problems };
  return {
    prepared,
    resolved: {
      name,
      sql: prepared.sql,
      parameters: sets,
      readonly: prepared.readonly,
      file: place.file,
      ...sessionOf(options),
      workload: null,
      imported: false,
    },
  };
}

/** How a key query is run. */
export function sessionOf({ role, settings = {}, timeLimit, result }: CheckedKeyQuery) {
  return {
    role: role ?? null,
    settings: Object.fromEntries(
      Object.entries(settings).map(([setting, value]) => [setting, String(value)]),
    ),
    timeLimitMs: timeLimit ?? defaultQueryMs,
    result: result ?? null,
  };
}

async function withMoment(read: PreparedQuery, now: number): Promise<PreparedQuery | QueryFault[]> {
  const bound = await boundQuery(read, now);
  if (!('moving' in bound)) return bound.prepared;
  return [
    { message: `calls ${bound.moving}, for which no moment can stand; write a parameter`, index: null },
  ];
}

/** A file of several queries is most likely one whose headers are missing. */
function withHeader(problem: Problem, { file, start }: QueryPlace, name: string): Problem {
  if (file === null || start > 0 || !/expected one statement, found \d/.test(problem.fault)) return problem;
  return {
    ...problem,
    fault: `${problem.fault}; several queries in a file need headers such as -- name: ${name}`,
  };
}
