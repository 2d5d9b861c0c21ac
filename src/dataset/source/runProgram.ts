import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { databaseVariables } from '../../server/connection/databaseVariables.ts';
import type { ConnectionParts } from '../../server/Server.ts';
import { endMarked, markerVariable } from '../../server/watchdog/endMarked.ts';
import { startWatchdog } from '../../server/watchdog/startWatchdog.ts';

export interface ProgramJob {
  /** A command line for the shell, or a program with its arguments. */
  command: string | { program: string; args: readonly string[] };
  /** The folder that it runs in. */
  folder: string;
  connection: ConnectionParts;
  database: string;
  env?: Readonly<Record<string, string>>;
  /** What it reads; nothing by default. */
  input?: NodeJS.ReadableStream;
  /** Milliseconds that it may take; null: as long as it takes. */
  timeoutMs: number | null;
  /** Milliseconds between being asked to end and being ended, when its time is over; default: at once. */
  graceMs?: number;
  /** Ends it at once. */
  signal?: AbortSignal | undefined;
  /** A whole line of what it writes. */
  line?: (text: string) => void;
}

export interface ProgramEnd {
  /** Null where a signal ended it, or it did not start. */
  code: number | null;
  /** Whether it was ended because its time was over. */
  late: boolean;
  /** The last that it wrote, passwords left out. */
  output: string;
}

/** Characters of the output that are kept. */
const keptOutput = 8_000;

/**
 * Runs a program with a database in DATABASE_URL and in the PG* variables that libpq reads. It has a process group of
 * its own, which ends when its time is over or we do: by a signal, or by the watchdog where we are killed.
 */
export async function runProgram(job: ProgramJob): Promise<ProgramEnd> {
  const watchdog = startWatchdog();
  await watchdog.ready;
  const marker = randomUUID();
  const child = start(job, marker);
  let late = false;
  let grace: NodeJS.Timeout | undefined;
  const end = () => {
    endGroup(child, 'SIGKILL');
    endMarked(marker);
  };
  process.once('exit', end);
  job.signal?.addEventListener('abort', end);
  const timer =
    job.timeoutMs === null
      ? undefined
      : setTimeout(
          () => {
            late = true;
            if (job.graceMs === undefined) return end();
            endGroup(child, 'SIGTERM');
            grace = setTimeout(end, job.graceMs);
          },
          Math.max(0, job.timeoutMs),
        );
  try {
    if (child.pid !== undefined) watchdog.watch({ kind: 'group', leader: child.pid, marker });
    const output = collect(child, job.line);
    if (job.input && child.stdin) job.input.pipe(child.stdin);
    child.stdin?.on('error', () => {});
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null));
      child.once('close', resolve);
    });
    return { code, late, output: withoutSecrets(output(), job.connection) };
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    process.removeListener('exit', end);
    job.signal?.removeEventListener('abort', end);
    // What it has left running in the background would go on writing into the database.
    end();
    await watchdog.leave();
  }
}

function start(
  { command, folder, connection, database, env, input }: ProgramJob,
  marker: string,
): ChildProcess {
  const options = {
    cwd: folder,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] as ['pipe' | 'ignore', 'pipe', 'pipe'],
    env: { ...databaseVariables(process.env, connection, database), [markerVariable]: marker, ...env },
  };
  return typeof command === 'string'
    ? spawn(command, { ...options, shell: true })
    : spawn(command.program, command.args, options);
}

function collect(child: ChildProcess, line?: (text: string) => void): () => string {
  let output = '';
  let open = '';
  const keep = (data: Buffer) => {
    output = (output + data.toString('utf8')).slice(-keptOutput);
    if (!line) return;
    const lines = (open + data.toString('utf8')).split('\n');
    open = lines.pop()!;
    for (const each of lines) line(each);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.once('error', (error) => (output += error.message));
  return () => output.trim();
}

function endGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It has ended.
  }
}

function withoutSecrets(text: string, { password }: ConnectionParts): string {
  if (!password) return text;
  const spelt = [
    password,
    encodeURIComponent(password),
    new URLSearchParams([['', password]]).toString().slice(1),
  ];
  return spelt.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}
