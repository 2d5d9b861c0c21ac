import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';

const run = promisify(execFile);

/**
 * Absolute paths of the files that a directory held where the current commit's history left that of a git
 * revision (the merge base; the revision itself where both share no history).
 */
export async function filesAtRevision(
  directory: string,
  revision: string,
  source: string,
): Promise<Set<string>> {
  const git = (...args: string[]) => runGit(directory, args);
  const inside = await git('rev-parse', '--is-inside-work-tree');
  if ('failure' in inside) {
    throw new PgrehearseError(
      'usage/pending-since',
      `${displayPath(directory)} is not in a git repository that can be read`,
      {
        detail: inside.failure,
        source,
        hint: `Run inside the repository, or select the pending migrations by id instead of '${revision}'.`,
      },
    );
  }
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  if ('failure' in commit) {
    throw new PgrehearseError('usage/pending-since', `git knows no revision '${revision}'`, {
      detail: `Looked in the repository of ${displayPath(directory)}.${await shallowNote(directory)}`,
      source,
      hint: 'Give a tag, a branch or a commit; in CI, fetch tags and the whole history (fetch-depth: 0) first.',
    });
  }
  const base = await git('merge-base', commit.output.trim(), 'HEAD');
  const start = 'failure' in base ? commit.output.trim() : base.output.trim();
  const tree = await git('ls-tree', '-r', '-z', '--name-only', start, '--', '.');
  if ('failure' in tree) {
    throw new PgrehearseError('usage/pending-since', `git cannot list the files of '${revision}'`, {
      detail: tree.failure,
      source,
      hint: 'Fetch the whole history and try again.',
    });
  }
  const names = tree.output.split('\0').filter((name) => name !== '');
  return new Set(names.map((name) => join(directory, name)));
}

async function shallowNote(directory: string): Promise<string> {
  const shallow = await runGit(directory, ['rev-parse', '--is-shallow-repository']);
  return 'output' in shallow && shallow.output.trim() === 'true' ? ' It is a shallow clone.' : '';
}

async function runGit(
  directory: string,
  args: readonly string[],
): Promise<{ output: string } | { failure: string }> {
  try {
    const { stdout } = await run('git', ['-C', directory, ...args], { maxBuffer: 256 * 1024 ** 2 });
    return { output: stdout };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return { failure: 'The program git was not found on PATH.' };
    }
    const { stderr } = error as { stderr?: string };
    return { failure: stderr?.trim() || 'git gave no reason.' };
  }
}
