import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import type { ConnectionParts } from '../../server/Server.ts';
import { formatDuration } from '../../units.ts';
import type { DataSource } from './DataSource.ts';
import { hashFiles } from './hashFiles.ts';
import { lastLines } from './lastLines.ts';
import { runProgram } from './runProgram.ts';

export interface CommandJob {
  /** For the shell. */
  command: string;
  /** The folder that it runs in. */
  folder: string;
  /** Absolute paths: files and folders that its rows depend on, beside those that the command names. */
  inputs: readonly string[];
  /** Given to it as PGREHEARSE_SCALE and PGREHEARSE_SEED. */
  scale: number;
  seed: number;
  connection(): ConnectionParts;
  /** Milliseconds that it may take from now on; null: as long as it takes. */
  timeLeftMs(): number | null;
}

/** A program that fills the tables of a prepared base. */
export function commandSource(job: CommandJob): DataSource {
  const { command, folder, scale, seed } = job;
  return {
    async identity() {
      const files = [...filesNamed(command, folder), ...job.inputs];
      const contents = await Promise.all(files.map(async (file) => [file, await hashFiles(file)]));
      return { command, contents, scale, seed };
    },
    bringsSchema: () => Promise.resolve(false),
    leastBytes: () => Promise.resolve(null),
    async fill(database, step) {
      step(`running ${command}`);
      const timeoutMs = job.timeLeftMs();
      const env = { PGREHEARSE_SCALE: String(scale), PGREHEARSE_SEED: String(seed) };
      const { code, late, output } = await runProgram({
        command,
        folder,
        connection: job.connection(),
        database,
        env,
        timeoutMs,
      });
      if (late) throw tooLate(command, timeoutMs!);
      if (code !== 0) throw failed(command, code, output);
    },
    broughtNothing: () =>
      new PgrehearseError('data/command-empty', 'the command that fills the database has left it empty', {
        source: `data.command: ${command}`,
        detail: 'It ended with 0, and no table has a row more than the base had.',
        hint: 'Let it write to the database that DATABASE_URL names, and commit.',
      }),
  };
}

/** Words of a command line that are files, such as a script. */
function filesNamed(command: string, folder: string): string[] {
  const words = command.split(/[\s'"=;|&<>()]+/).filter((word) => word !== '' && word !== '.');
  return [...new Set(words.map((word) => resolve(folder, word)))].filter(
    (path) => path.startsWith(folder) && existsSync(path),
  );
}

function failed(command: string, code: number | null, output: string): PgrehearseError {
  const how = code === null ? 'was ended by a signal' : `ended with ${code}`;
  return new PgrehearseError('data/command-failed', `the command that fills the database ${how}`, {
    source: `data.command: ${command}`,
    detail: lastLines(output) || 'It wrote nothing.',
    hint: 'Run it by hand: it is given a database in DATABASE_URL and PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE.',
  });
}

function tooLate(command: string, timeoutMs: number): PgrehearseError {
  return new PgrehearseError(
    'data/command-too-long',
    'the command that fills the database was ended when the time limit was reached',
    {
      source: `data.command: ${command}`,
      detail: `It ran for ${formatDuration(timeoutMs)}.`,
      hint: 'Raise --time-limit, or make the command faster.',
    },
  );
}
