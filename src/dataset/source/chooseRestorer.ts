import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import { type ClientProgram, locateClients } from '../../server/local/locateClients.ts';
import type { Server } from '../../server/Server.ts';
import { containerRestorer } from './containerRestorer.ts';
import type { Dump } from './Dump.ts';
import type { Restorer } from './Restorer.ts';
import { runProgram } from './runProgram.ts';

/**
 * The newest program of this machine that can read the dump, else that of the server's container; of an archive its
 * list of contents as well. An older one
 * than the server does: pg_restore takes any server (pg_backup_archiver.c), and SQL is understood by later ones.
 * @throws PgrehearseError `server/no-restore-program`, `data/restore-cut`
 */
export async function chooseRestorer(
  dump: Dump,
  server: Server,
): Promise<{ restorer: Restorer; list: string | null }> {
  const name = dump.format === 'plain' ? 'psql' : 'pg_restore';
  const tried: string[] = [];
  for (const program of locateClients(name)) {
    const restorer = localRestorer(program, name, dump, server);
    if (dump.format === 'plain') return { restorer, list: null };
    const { code, output } = await outputOf(program.path, ['--list', dump.path]);
    if (code === 0) return { restorer, list: output };
    tried.push(`${program.path} (${program.version}): ${output.trim().split('\n').at(-1)}`);
  }
  if (server.programs) {
    const found = await containerRestorer(server.programs, name, dump);
    if ('restorer' in found) return found;
    tried.push(found.problem);
  }
  throw noProgram(name, dump, tried);
}

function localRestorer({ path, version }: ClientProgram, name: string, dump: Dump, server: Server): Restorer {
  return {
    title: `${name} ${version}`,
    script: async () => {
      const { output } = await outputOf(path, ['--schema-only', '--file=-', dump.path]);
      return output;
    },
    run: ({ args, options, ...job }) =>
      runProgram({
        ...job,
        command: {
          program: path,
          args: dump.format === 'plain' ? args : [...args, `--dbname=${job.database}`, dump.path],
        },
        folder: dirname(dump.path),
        connection: server.connection,
        env: { PGOPTIONS: options, PGAPPNAME: 'pgrehearse load', LC_ALL: 'C' },
      }),
  };
}

/** What a program that needs no server writes. */
function outputOf(
  program: string,
  args: readonly string[],
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C' };
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, windowsHide: true });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

function noProgram(name: string, dump: Dump, tried: readonly string[]): PgrehearseError {
  const path = displayPath(dump.path);
  // pg_backup_archiver.c, ReadInt and others: the table of contents itself is not whole.
  if (tried.length > 0 && tried.every((said) => /could not read from input file/.test(said)))
    return new PgrehearseError('data/restore-cut', `the dump ${path} is cut or damaged`, {
      source: 'data.restore',
      detail: `Tried ${tried.join('; ')}.`,
      hint: 'Make it again, or copy it again from where it was made.',
    });
  return new PgrehearseError(
    'server/no-restore-program',
    tried.length === 0 ? `there is no ${name} to restore ${path} with` : `no ${name} can read ${path}`,
    {
      source: 'data.restore',
      detail:
        tried.length === 0
          ? 'Looked on PATH and where Debian, Red Hat, Homebrew and Postgres.app install PostgreSQL.'
          : `Tried ${tried.join('; ')}.`,
      hint:
        tried.length === 0
          ? "Install PostgreSQL's client programs (postgresql-client on Debian, libpq with Homebrew)."
          : `Install a ${name} as new as the pg_dump that made it, or check that the dump is whole.`,
    },
  );
}
