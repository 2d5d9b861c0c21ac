import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { asAccount } from './runProgram.ts';
import type { ServerAccount } from './ServerAccount.ts';

/**
 * Gives the superuser of a stopped cluster a new password, in PostgreSQL's single-user mode: nobody can connect in
 * between, and the old password need not be known. Throws what the program said.
 * https://www.postgresql.org/docs/current/app-postgres.html#APP-POSTGRES-SINGLE-USER
 */
export async function setPassword({
  bin,
  account,
  data,
  password,
}: {
  bin: string;
  account: ServerAccount;
  data: string;
  password: string;
}): Promise<void> {
  const quiet = ['-c', 'log_statement=none', '-c', 'log_min_duration_statement=-1'];
  const child = spawn(join(bin, 'postgres'), ['--single', '-D', data, ...quiet, 'postgres'], {
    ...asAccount(account),
    cwd: data,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text));
  child.stdin?.on('error', () => {});
  // A password of ours is base64url, which needs no quoting.
  child.stdin?.end(`alter role postgres password '${password}'\n`);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const fault = /(?:ERROR|FATAL|PANIC):.*/.exec(said)?.[0];
  if (code !== 0 || fault !== undefined)
    throw new Error(`the kept files do not start: ${(fault ?? said).replaceAll(password, '…').trim()}`);
}
