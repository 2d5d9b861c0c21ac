import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';
import { chooseLocale, initdbLocale } from '../parity/LocaleChoice.ts';
import { localeUnmet } from '../parity/localeUnmet.ts';
import { diskFull, isDiskFull } from './diskFull.ts';
import { type ProgramResult, runProgram } from './runProgram.ts';
import type { ServerAccount } from './ServerAccount.ts';

export interface NewCluster {
  bin: string;
  major: number;
  account: ServerAccount;
  /** The run's directory, which the account owns. */
  directory: string;
  password: string;
}

/**
 * initdb: makes `<directory>/data` with a superuser `postgres`, so that a schema's `OWNER TO postgres` holds.
 * Throws `server/locale`, `server/encoding`, `disk/full`, `server/initdb-failed`.
 */
export async function initializeCluster(cluster: NewCluster, postgres: ResolvedPostgres): Promise<void> {
  const choice = chooseLocale(postgres.locale, cluster.major);
  // Not every C library knows C.UTF-8, and every one knows C.
  const attempts = choice.provider === 'libc' ? [choice.name] : ['C.UTF-8', 'C'];
  let result: ProgramResult = { code: null, output: '' };
  for (const libc of attempts) {
    result = await initdb(cluster, [`--encoding=${postgres.encoding}`, ...initdbLocale(choice, libc)]);
    if (result.code === 0) return;
    if (!/invalid locale name/.test(result.output)) break;
  }
  throw failure(result.output, cluster, postgres);
}

async function initdb(cluster: NewCluster, args: string[]): Promise<ProgramResult> {
  const { account, directory } = cluster;
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const fixed = ['-D', join(directory, 'data'), '-U', 'postgres', '--lc-messages=C', '--no-sync'];
  const secured = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    return await runProgram(join(cluster.bin, 'initdb'), [...fixed, ...secured, ...args], {
      account,
      cwd: directory,
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function failure(output: string, cluster: NewCluster, postgres: ResolvedPostgres): PgrehearseError {
  const said = output.split('\n').filter((line) => /error|FATAL|PANIC|hint|detail|could not/i.test(line));
  const detail = (said.length > 0 ? said : output.split('\n').slice(-5)).join('\n');
  if (isDiskFull(new Error(output))) return diskFull(cluster.directory, new Error(detail));
  if (/locale|language|collator|collation/i.test(detail)) return localeUnmet(postgres, detail);
  if (/encoding/i.test(detail)) {
    return new PgrehearseError(
      'server/encoding',
      `the server does not take the encoding ${postgres.encoding}`,
      {
        detail,
        source: originOf(postgres, 'encoding'),
        hint: 'Name an encoding of PostgreSQL that goes with the locale, for example UTF8.',
      },
    );
  }
  if (/could not look up effective user ID/.test(detail)) {
    return new PgrehearseError(
      'server/no-account',
      'PostgreSQL runs only as a user that has a name on this machine',
      {
        detail,
        hint: 'Add the user to /etc/passwd, or run pgrehearse as one that is there.',
      },
    );
  }
  return new PgrehearseError('server/initdb-failed', 'initdb could not make a database cluster', { detail });
}
