import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import { parseSql } from '../scenario/parseSql.ts';
import type { TransactionPolicy } from '../scenario/runnerNames.ts';
import { type Directions, directionsOf } from './directionsOf.ts';
import { isFlyway } from './fileNames.ts';
import { MigrationDirectory } from './MigrationDirectory.ts';
import type { Migration, MigrationFile, MigrationHistory } from './MigrationHistory.ts';
import { isLoose, type MigrationPaths } from './MigrationPaths.ts';
import { partitionedRelations } from './partitionedRelations.ts';
import { plain } from './runners/plain.ts';
import type { Runner } from './runners/Runner.ts';
import { splitStatements } from './splitStatements.ts';

/** As which tool a directory is read. */
export interface Reading {
  runner: Runner;
  /** In place of what the runner puts around a file of which nothing says otherwise; null: that. */
  transaction: TransactionPolicy | null;
  /** Values that the tool fills in. */
  placeholders: Readonly<Record<string, string>>;
}

const asPlain: Reading = { runner: plain, transaction: null, placeholders: {} };

/**
 * Reads a directory of migrations, in the runner's order. A file that is not SQL carries its own `error`; a missing
 * directory, one without migrations, a rollback without its migration and a duplicate id are thrown.
 */
export async function readHistory(
  directory: string | MigrationDirectory,
  reading: Reading = asPlain,
): Promise<MigrationHistory> {
  const opened = typeof directory === 'string' ? await MigrationDirectory.open(directory) : directory;
  const found = reading.runner.list(opened);
  if (found.length === 0) throw nothingFound(opened, reading.runner);
  checkPairs(found, opened.path);
  const texts = await readTexts(opened, found, reading);
  const partitioned = await partitionedRelations([...texts.values()].map(({ directions }) => directions.up));
  const read = new Reader(opened, reading, texts, partitioned);
  const migrations: Migration[] = [];
  for (const { id, up, down } of found) {
    const [forward, undo] = [up[0]!, down[0]];
    let back: MigrationFile | null = null;
    if (undo !== undefined) back = await read.file(undo, 'down', 'up');
    else if (texts.get(forward)!.directions.down !== null) {
      back = await read.file(forward, 'down', 'down');
      // The section is there in every file that the tool makes, also where nothing was written into it.
      if (back.error === null && back.statements.length === 0) back = null;
    }
    migrations.push({ id, up: await read.file(forward, 'up', 'up'), down: back });
  }
  return { directory: opened.path, layout: layoutOf(found), migrations };
}

type FileText = Pick<MigrationFile, 'path' | 'text' | 'error'> & { directions: Directions };

async function readTexts(
  directory: MigrationDirectory,
  found: readonly MigrationPaths[],
  { runner, placeholders }: Reading,
): Promise<Map<string, FileText>> {
  // The scanner that tells markers from strings is there once something has been parsed.
  await parseSql('');
  const texts = new Map<string, FileText>();
  for (const path of found.flatMap(({ up, down }) => [...up, ...down])) {
    const { text, error } = await readText(join(directory.path, path));
    const filled = runner.fill?.(text, placeholders, directory, path) ?? text;
    const directions = directionsOf(filled, runner.markers);
    texts.set(path, { path: join(directory.path, path), text, error, directions });
  }
  return texts;
}

class Reader {
  readonly #directory: MigrationDirectory;
  readonly #reading: Reading;
  readonly #texts: ReadonlyMap<string, FileText>;
  readonly #partitioned: ReadonlySet<string>;

  constructor(
    directory: MigrationDirectory,
    reading: Reading,
    texts: ReadonlyMap<string, FileText>,
    partitioned: ReadonlySet<string>,
  ) {
    this.#directory = directory;
    this.#reading = reading;
    this.#texts = texts;
    this.#partitioned = partitioned;
  }

  /** @param from the section of the file that goes in this direction */
  async file(relative: string, direction: 'up' | 'down', from: 'up' | 'down'): Promise<MigrationFile> {
    const { runner, transaction } = this.#reading;
    const { path, text, error, directions } = this.#texts.get(relative)!;
    const policy = transaction ?? runner.transaction;
    if (error) return { path, text, statements: [], transaction: policy, error };
    const section = directions[from] ?? '';
    const file = await splitStatements(section, path, this.#partitioned);
    if (file.error) return { ...file, transaction: policy };
    const arranged = runner.arrange({
      directory: this.#directory,
      path: relative,
      text: section,
      statements: file.statements,
      policy,
      bare: directions.bare[direction],
      needsNone: file.transaction === 'none',
    });
    if (arranged.error)
      return { ...file, statements: [], transaction: arranged.transaction, error: arranged.error };
    return {
      ...file,
      transaction: arranged.transaction,
      statements: arranged.statements ?? file.statements,
    };
  }
}

function layoutOf(found: readonly MigrationPaths[]): MigrationHistory['layout'] {
  if (isFlyway(found.map(({ id }) => id))) return 'flyway';
  return found.some(isLoose) ? 'plain' : 'folders';
}

function checkPairs(found: readonly MigrationPaths[], directory: string): void {
  const source = displayPath(directory);
  for (const { id, up, down } of found) {
    for (const paths of [up, down]) {
      if (paths.length < 2) continue;
      const inOrder = [...paths].sort((a, b) => Number(a.includes(sep)) - Number(b.includes(sep)));
      throw new PgrehearseError(
        'migrations/duplicate',
        `the migration '${id}' in ${source} is written twice: ${inOrder.join(' and ')}`,
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

async function readText(path: string): Promise<Pick<FileText, 'text' | 'error'>> {
  const bytes = await readFile(path);
  try {
    // The decoder drops a byte order mark, which PostgreSQL's parser does not know.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), error: null };
  } catch {
    const error = {
      message: 'the file is not encoded in UTF-8',
      line: bytes.subarray(0, firstInvalid(bytes)).toString('latin1').split('\n').length,
      hint: 'Save the file as UTF-8, for example with iconv -f LATIN1 -t UTF-8.',
    };
    return { text: bytes.toString('utf8'), error };
  }
}

/** Where decoding no longer gives the bytes back. */
function firstInvalid(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'));
  const at = bytes.findIndex((byte, i) => byte !== again[i]);
  return at < 0 ? bytes.length : at;
}

function nothingFound(directory: MigrationDirectory, { name }: Runner): PgrehearseError {
  const { names } = directory;
  const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
  const source = displayPath(directory.path);
  return new PgrehearseError(
    'migrations/none',
    `no migrations${name === 'plain' ? '' : ` of ${name}`} in ${source}`,
    {
      detail:
        'Expected files such as 0001_create.sql, or 0001_create.up.sql with 0001_create.down.sql, V1__create.sql, or ' +
        `folders with up.sql or migration.sql; found ${names.length === 0 ? 'nothing' : names.slice(0, 8).join(', ') + more}.`,
      source,
      hint:
        name === 'plain'
          ? 'Point migrations.directory (or --migrations) at the directory that holds the SQL files. Where migrations are programs or changelogs, run their tool: migrations.command in a scenario.'
          : `Point migrations.directory (or --migrations) at ${name}'s files, or choose another runner.`,
    },
  );
}
