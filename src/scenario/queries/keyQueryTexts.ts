import { resolve } from 'node:path';
import { fieldPath, type Problem } from '../checking/problems.ts';
import type { CheckedScenario } from '../checking/scenarioSchema.ts';
import { displayPath } from '../displayPath.ts';
import { didYouMean } from '../nearest.ts';
import { placeWords, type QueryText, readQueryFile, readQueryTexts } from './readQueryTexts.ts';

export type CheckedKeyQuery = NonNullable<CheckedScenario['queries']>[string];

/** A text with what the scenario says of it. */
export interface DeclaredQuery extends QueryText {
  options: CheckedKeyQuery;
  /** That it came with others from `queryFiles`. */
  found: boolean;
}

export interface KeyQueryTexts {
  declared: DeclaredQuery[];
  /** What the scenario says of queries that can only be the workload's. */
  additions: Map<string, CheckedKeyQuery>;
  problems: Problem[];
}

/** The texts of `queries` and `queryFiles`, by name; those of files keep the order of the files. */
export async function keyQueryTexts(
  { queries = {}, queryFiles = [], workload }: Pick<CheckedScenario, 'queries' | 'queryFiles' | 'workload'>,
  directory: string,
): Promise<KeyQueryTexts> {
  const { texts, problems } = await readQueryTexts(queryFiles, directory, (i) => `queryFiles[${i}]`);
  const found = new Map(texts.map((one) => [one.name, one]));
  const declared: DeclaredQuery[] = [];
  const additions = new Map<string, CheckedKeyQuery>();
  for (const [name, options] of Object.entries(queries)) {
    const field = fieldPath(['queries', name]);
    const { sql, file } = options;
    const other = found.get(name);
    const isTheSame =
      sql === undefined && file !== undefined && other?.place.file === resolve(directory, file);
    if (isTheSame) continue;
    if (other && (sql ?? file) !== undefined) {
      const own = sql === undefined ? 'file' : 'sql';
      problems.push({
        field: `${field}.${own}`,
        fault: `${placeWords(other.place)}, of queryFiles, has a query '${name}' already; expected another name, or no ${own}`,
      });
    } else if (sql !== undefined) {
      const place = { field: `${field}.sql`, file: null, whole: sql, start: 0 };
      declared.push({ name, text: sql, place, script: false, options, found: false });
    } else if (file !== undefined) {
      const one = await ofFile(name, resolve(directory, file), `${field}.file`);
      if ('fault' in one) problems.push(one);
      else declared.push({ ...one, name, options, found: false });
    } else if (!other && workload) additions.set(name, options);
    else if (!other) {
      problems.push(textless(name, queryFiles.length > 0 ? 'queryFiles' : null, [...found.keys()]));
    }
  }
  for (const one of texts) declared.push({ ...one, options: queries[one.name] ?? {}, found: true });
  return { declared, additions, problems };
}

/** The query of a file that has one, or the one of its name. */
async function ofFile(name: string, path: string, field: string): Promise<QueryText | Problem> {
  const queries = await readQueryFile(path, field);
  if ('fault' in queries) return queries;
  const [only] = queries;
  if (only && queries.length === 1) return only;
  const named = queries.find((one) => one.name === name);
  if (named) return named;
  const names = queries.map((one) => one.name);
  return {
    field,
    fault:
      `expected a query '${name}' in ${displayPath(path)}, found ${names.join(', ')}.${didYouMean(name, names)}`.replace(
        /\.$/,
        '',
      ),
  };
}

/** An entry that adds to no query. @param place where those are that it may add to */
export function textless(name: string, place: string | null, known: readonly string[]): Problem {
  const of = place === null ? '' : `, or a query of that name in ${place}`;
  const fault = `expected sql or file${of}, found neither.${didYouMean(name, known)}`.replace(/\.$/, '');
  return { field: fieldPath(['queries', name]), fault };
}
