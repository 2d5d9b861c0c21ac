import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';

const run = promisify(execFile);

/**
 * A file's text as a git revision has it; it need not be there any more.
 * @throws PgrehearseError `scenario/base-at`
 */
export async function fileAtRevision(file: string, revision: string): Promise<string> {
  const git = (...args: string[]) => run('git', ['-C', dirname(file), ...args], { maxBuffer: 1024 ** 3 });
  try {
    const { stdout: commit } = await git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
    const { stdout } = await git('show', `${commit.trim()}:./${basename(file)}`);
    return stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new PgrehearseError(
      'scenario/base-at',
      `git cannot give ${displayPath(file)} as it was at '${revision}'`,
      {
        detail: stderr?.trim() || messageOf(error),
        source: 'base.at',
        hint: 'Give a tag, a branch or a commit that has the file; in CI, fetch tags and the whole history (fetch-depth: 0) first.',
      },
    );
  }
}
