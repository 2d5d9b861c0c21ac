import { chmodSync, constants, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import type { Binaries } from './Binaries.ts';
import { diskFull, isDiskFull } from './diskFull.ts';
import { runProgram } from './runProgram.ts';
import type { ServerAccount } from './ServerAccount.ts';

/**
 * The directory of programs that the server's account can run: as installed where it can (a checkout may be
 * closed to it, and `npm ci --ignore-scripts` leaves out the libraries' links), else a copy in the run's directory.
 */
export async function usableBinaries(
  binaries: Binaries,
  account: ServerAccount,
  directory: string,
): Promise<string> {
  const problem = await tryOut(binaries.bin, account, directory);
  if (problem === undefined) return binaries.bin;
  if (binaries.root === undefined) throw unusable(binaries, account, problem);
  const copy = join(directory, 'pgsql');
  copyInstallation(binaries.root, copy);
  const bin = join(copy, basename(binaries.bin));
  const stillWrong = await tryOut(bin, account, directory);
  if (stillWrong !== undefined) throw unusable(binaries, account, stillWrong);
  return bin;
}

/** Undefined where both programs run. */
async function tryOut(bin: string, account: ServerAccount, cwd: string): Promise<string | undefined> {
  const results = await Promise.all(
    ['postgres', 'initdb'].map((program) => runProgram(join(bin, program), ['--version'], { account, cwd })),
  );
  return results.find(({ code }) => code !== 0)?.output;
}

function copyInstallation(root: string, copy: string): void {
  try {
    cpSync(root, copy, {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    openToAll(copy);
    makeLinks(root, copy);
  } catch (error) {
    throw isDiskFull(error) ? diskFull(dirname(copy), error) : error;
  }
}

/** npm keeps to our umask, which may shut out the server's account. */
function openToAll(copy: string): void {
  chmodSync(copy, 0o755);
  for (const entry of readdirSync(copy, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || entry.parentPath.endsWith('bin')) chmodSync(path, 0o755);
    else if (entry.isFile()) chmodSync(path, 0o644);
  }
}

/** What the package's install script would have made: npm's archives hold no links. */
function makeLinks(root: string, copy: string): void {
  const list = join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[]) {
    const link = join(copy, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function unusable(binaries: Binaries, account: ServerAccount, problem: string): PgrehearseError {
  const as = account ? ` as the account ${account.name}` : '';
  return new PgrehearseError(
    'server/unavailable',
    `PostgreSQL ${binaries.version} in ${binaries.bin} does not run${as}`,
    {
      detail: problem,
      hint:
        binaries.source === 'embedded'
          ? 'The embedded binaries need glibc on Linux, and a directory for temporary files (TMPDIR) that the account can enter; use another server with --server otherwise.'
          : 'Check that the account may run it, or use another server with --server.',
    },
  );
}
