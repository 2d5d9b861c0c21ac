import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import { parseSql } from '../scenario/parseSql.ts';
import { directionsOf } from './directionsOf.ts';
import { listMigrationFiles, type MigrationPaths } from './listMigrationFiles.ts';
import type { Migration, MigrationFile, MigrationHistory } from './MigrationHistory.ts';
import { partitionedRelations } from './partitionedRelations.ts';
import { splitStatements } from './splitStatements.ts';

/**
 * Reads a directory of migrations, in natural order. A file that is not SQL carries its own `error`; a missing
 * directory, one without migrations, a rollback without its migration and a duplicate id are thrown.
 */
export async function readHistory(directory: string): Promise<MigrationHistory> {
  const absolute = resolve(directory);
  const { layout, found } = await listMigrationFiles(absolute);
  checkPairs(found, absolute);
  const texts = new Map<string, FileText>();
  for (const path of found.flatMap(({ up, down }) => [...up, ...down])) {
    texts.set(path, await readText(join(absolute, path)));
  }
  // The scanner that tells markers from strings is there once something has been parsed.
  await parseSql('');
  const split = new Map([...texts].map(([path, { text }]) => [path, directionsOf(text)]));
  const partitioned = await partitionedRelations([...split.values()].map(({ up }) => up));
  const file = async (
    path: string,
    direction: 'up' | 'down',
    from: 'up' | 'down',
  ): Promise<MigrationFile> => {
    const { path: absolutePath, text, error } = texts.get(path)!;
    if (error)
      return { path: absolutePath, text, statements: [], transaction: 'own', sent: 'statements', error };
    const directions = split.get(path)!;
    const read = await splitStatements(directions[from] ?? '', absolutePath, partitioned);
    return directions.withoutTransaction[direction] ? { ...read, transaction: 'none' } : read;
  };
  const migrations: Migration[] = [];
  for (const { id, up, down } of found) {
    const [forward, undo] = [up[0]!, down[0]];
    let back: MigrationFile | null = null;
    if (undo !== undefined) back = await file(undo, 'down', 'up');
    else if (split.get(forward)!.down !== null) {
      back = await file(forward, 'down', 'down');
      // The section is there in every file that the tool makes, also where nothing was written into it.
      if (back.error === null && back.statements.length === 0) back = null;
    }
    migrations.push({ id, up: await file(forward, 'up', 'up'), down: back });
  }
  return { directory: absolute, layout, migrations };
}

function checkPairs(found: readonly MigrationPaths[], directory: string): void {
  const source = displayPath(directory);
  for (const { id, up, down } of found) {
    for (const paths of [up, down]) {
      if (paths.length < 2) continue;
      throw new PgrehearseError(
        'migrations/duplicate',
        `the migration '${id}' in ${source} is written twice: ${paths.join(' and ')}`,
        { source, hint: 'Remove one of the files, or give it another name.' },
      );
    }
    if (up.length > 0) continue;
    throw new PgrehearseError(
      'migrations/down-without-up',
      `${down[0]} in ${source} has no migration to undo`,
      {
        detail: `Expected '${id}.up.sql' or '${id}.sql' beside it.`,
        source,
        hint: 'Add the migration, or remove the file that undoes it.',
      },
    );
  }
}

type FileText = Pick<MigrationFile, 'path' | 'text' | 'error'>;

async function readText(path: string): Promise<FileText> {
  const bytes = await readFile(path);
  try {
    // The decoder drops a byte order mark, which PostgreSQL's parser does not know.
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), error: null };
  } catch {
    const error = {
      message: 'the file is not encoded in UTF-8',
      line: bytes.subarray(0, firstInvalid(bytes)).toString('latin1').split('\n').length,
      hint: 'Save the file as UTF-8, for example with iconv -f LATIN1 -t UTF-8.',
    };
    return { path, text: bytes.toString('utf8'), error };
  }
}

/** Where decoding no longer gives the bytes back. */
function firstInvalid(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'));
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  return at < 0 ? bytes.length : at;
}
