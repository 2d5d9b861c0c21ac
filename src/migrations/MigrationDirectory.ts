import { type Dirent, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf, PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import { naturalOrder } from './naturalOrder.ts';

/** What lies in a directory of migrations, hidden files apart; texts are read when they are asked for. */
export class MigrationDirectory {
  /** Absolute. */
  readonly path: string;
  /** Names of its files, in natural order. */
  readonly files: readonly string[];
  /** The names of the files in each of its folders, in natural order. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  readonly #texts = new Map<string, string | null>();

  private constructor(
    path: string,
    files: readonly string[],
    folders: ReadonlyMap<string, readonly string[]>,
  ) {
    this.path = path;
    this.files = files;
    this.folders = folders;
  }

  /** Throws `migrations/missing-directory` or `migrations/unreadable`. */
  static async open(directory: string): Promise<MigrationDirectory> {
    const path = resolve(directory);
    const entries = (await entriesOf(path)).filter(({ name }) => !name.startsWith('.'));
    const folders = new Map<string, string[]>();
    const files: string[] = [];
    for (const entry of entries.sort((a, b) => naturalOrder(a.name, b.name))) {
      if (await isFolder(path, entry)) folders.set(entry.name, await readdir(join(path, entry.name)));
      else files.push(entry.name);
    }
    return new MigrationDirectory(path, files, folders);
  }

  /** A file's text by its path in the directory; null where there is none, or it cannot be read. */
  text(relative: string): string | null {
    const known = this.#texts.get(relative);
    if (known !== undefined) return known;
    const text = readText(join(this.path, relative));
    this.#texts.set(relative, text);
    return text;
  }

  /** What it holds, for messages: folders end with a slash. */
  get names(): string[] {
    return [...this.files, ...[...this.folders.keys()].map((name) => `${name}/`)].sort(naturalOrder);
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

async function isFolder(directory: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(directory, entry.name)).catch(() => null);
  return target?.isDirectory() ?? false;
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  const source = displayPath(directory);
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const what = code === 'ENOENT' ? 'does not exist' : 'is not a directory';
      throw new PgrehearseError(
        'migrations/missing-directory',
        `the migrations directory ${source} ${what}`,
        {
          detail: `Looked at ${directory}.`,
          source,
          hint: 'Give the directory in migrations.directory, relative to the scenario’s file, or by --migrations.',
        },
      );
    }
    throw new PgrehearseError('migrations/unreadable', `the migrations directory ${source} cannot be read`, {
      detail: messageOf(error),
      source,
      hint: 'Make the directory readable for the user who runs this.',
    });
  }
}
