import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fchownSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logFiles } from '../log/logSettings.ts';
import { asAccount } from './runProgram.ts';
import type { ServerAccount } from './ServerAccount.ts';

export interface PostmasterOptions {
  bin: string;
  account: ServerAccount;
  directory: string;
  port: number;
}

/** Starting takes the time of a recovery at worst, and there is none. In milliseconds. */
const patience = 60_000;

/** True once the server answers; false where it ended instead, and its log says why. */
export async function startPostmaster(options: PostmasterOptions): Promise<boolean> {
  const { account, directory, port } = options;
  const log = openSync(logFile(directory), 'a', 0o600);
  if (account) fchownSync(log, account.uid, account.gid);
  const args = ['-D', join(directory, 'data'), '-p', String(port)];
  const child = spawn(join(options.bin, 'postgres'), args, {
    ...asAccount(account),
    cwd: directory,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  const started = await untilReady(child, join(directory, 'data', 'postmaster.pid'));
  child.unref();
  return started;
}

export function logFile(directory: string): string {
  return join(directory, 'server.log');
}

/**
 * The last lines of the server's log, or nothing. What the server says before it starts its log collector is in a file
 * of its own; the one that was written last comes last.
 */
export function logTail(directory: string, lines = 12): string {
  const files = [logFile(directory), join(directory, 'data', logFiles.stderr)];
  const texts = files.flatMap((file) => tailOf(file) ?? []).sort((a, b) => a.writtenMs - b.writtenMs);
  const all = texts.flatMap(({ text }) => text.trimEnd().split('\n'));
  return all
    .filter((line) => !/LOG: {2}redirecting log output|HINT: {2}Future log output/.test(line))
    .slice(-lines)
    .join('\n');
}

/**
 * The end of the log of a server that did not start. Its log collector, a process of its own, may still be writing when
 * the postmaster has ended; the last that is written is why it did (elog.h: FATAL and PANIC end a process).
 */
export async function lastWords(directory: string): Promise<string> {
  const deadline = Date.now() + collectorPatience;
  for (;;) {
    const log = logTail(directory);
    if (/\b(?:FATAL|PANIC): /.test(log) || Date.now() > deadline) return log;
    await sleep(20);
  }
}

/** In milliseconds. */
const collectorPatience = 2_000;

/** More than the lines that are asked for. */
const tailBytes = 64 * 1024;

function tailOf(path: string): { text: string; writtenMs: number } | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const { size, mtimeMs } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, tailBytes));
      const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
      return { text: bytes.toString('utf8', 0, read), writtenMs: mtimeMs };
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** The eighth line of postmaster.pid is the state (LOCK_FILE_LINE_PM_STATUS in miscadmin.h), as pg_ctl reads it. */
async function untilReady(child: ChildProcess, pidFile: string): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
    try {
      if (readFileSync(pidFile, 'utf8').split('\n')[7]?.trim() === 'ready') return true;
    } catch {
      // Not written yet.
    }
    await sleep(10);
  }
  return false;
}
