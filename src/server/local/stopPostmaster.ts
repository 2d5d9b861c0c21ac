import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import { runProgram } from './runProgram.ts';
import type { ServerAccount } from './ServerAccount.ts';
import { logTail } from './startPostmaster.ts';

/** In seconds; the checkpoint writes what a load has left in memory. */
const patience = 900;

/** Stops a server in good order: its files are whole afterwards. No error where it does not run. */
export async function stopPostmaster({
  bin,
  account,
  directory,
}: {
  bin: string;
  account: ServerAccount;
  directory: string;
}): Promise<void> {
  const data = join(directory, 'data');
  if (!existsSync(join(data, 'postmaster.pid'))) return;
  const args = ['stop', '-D', data, '-m', 'fast', '-t', String(patience), '-s'];
  const { code, output } = await runProgram(join(bin, 'pg_ctl'), args, { account, cwd: directory });
  if (code === 0 || !existsSync(join(data, 'postmaster.pid'))) return;
  throw new PgrehearseError('server/stop-failed', 'the server did not stop', {
    detail: [output, logTail(directory, 6)].filter(Boolean).join('\n'),
    hint: "Read the server's last lines above.",
  });
}
