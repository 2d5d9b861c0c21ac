import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Problem } from '../checking/problems.ts';
import { displayPath } from '../displayPath.ts';
import { lineAt } from '../parseSql.ts';
import { findQueryFiles } from './findQueryFiles.ts';
import { type QueryPlace, queryProblem } from './queryProblem.ts';
import { splitQueryFile } from './splitQueryFile.ts';

/** A query as it stands in a file or in the scenario. */
export interface QueryText {
  name: string;
  text: string;
  place: QueryPlace;
  /** Statements that are run as they are, and never explained. */
  script: boolean;
}

/** The queries of files, folders and patterns, each by its own name. @param field of the list: `queryFiles` */
export async function readQueryTexts(
  paths: readonly string[],
  directory: string,
  field: (index: number) => string,
): Promise<{ texts: QueryText[]; problems: Problem[] }> {
  const texts = new Map<string, QueryText>();
  const problems: Problem[] = [];
  const read = new Set<string>();
  for (const [i, path] of paths.entries()) {
    const found = await findQueryFiles(path, directory);
    if ('fault' in found) problems.push({ field: field(i), fault: found.fault });
    for (const file of 'files' in found ? found.files : []) {
      if (read.has(file)) continue;
      read.add(file);
      const queries = await readQueryFile(file, field(i));
      if ('fault' in queries) problems.push(queries);
      else
        for (const one of queries) {
          const other = texts.get(one.name);
          if (!other) texts.set(one.name, one);
          else problems.push(twice(one, other));
        }
    }
  }
  return { texts: [...texts.values()], problems };
}

/** The queries of one file; one without a header is called as the file. */
export async function readQueryFile(path: string, field: string): Promise<QueryText[] | Problem> {
  const file = resolve(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? 'which does not exist' : 'which cannot be read';
    return { field, fault: `expected a SQL file, found ${displayPath(file)}, ${what}` };
  }
  if (bytes.includes(0))
    return { field, fault: `expected a SQL file in UTF-8, found ${displayPath(file)}, which has zero bytes` };
  const whole = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (whole.trim() === '')
    return { field, fault: `expected a query, found ${displayPath(file)}, which is empty` };
  const place = { field, file, whole, start: 0 };
  const sections = await splitQueryFile(whole);
  if ('message' in sections) return queryProblem(place, sections);
  return sections.map(({ name, start, text, script }) => ({
    name: name ?? basename(file).replace(/\.sql$/i, ''),
    text,
    script,
    place: { ...place, start },
  }));
}

/** `queries/orders.sql, line 12`. */
export function placeWords({ field, file, whole, start }: QueryPlace): string {
  return file === null ? field : `${displayPath(file)}, line ${lineAt(whole, start)}`;
}

function twice(one: QueryText, other: QueryText): Problem {
  return {
    field: one.place.field,
    fault: `${placeWords(one.place)} and ${placeWords(other.place)} both have a query '${one.name}'; expected each name once`,
  };
}
