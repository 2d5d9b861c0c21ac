import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresProcessesIn } from './postgresProcessesIn.ts';

/** How long an immediate shutdown may take before what is left is killed, in milliseconds. */
const patience = 3_000;

/**
 * Ends every process of PostgreSQL that works in a run's directory, and removes the directory. No error if it is
 * gone. The postmaster is asked first (SIGQUIT, an immediate shutdown), because it alone removes its shared memory.
 */
export async function removeCluster(directory: string): Promise<void> {
  const postmaster = readPostmaster(directory);
  const running = () => {
    const found = postgresProcessesIn(directory);
    return process.platform === 'win32' && postmaster && signal(postmaster.pid, 0) ? [postmaster.pid] : found;
  };
  if (postmaster && running().includes(postmaster.pid)) signal(postmaster.pid, 'SIGQUIT');
  if (!postmaster) kill(running());
  const deadline = Date.now() + patience;
  while (running().length > 0 && Date.now() < deadline) await sleep(20);

  const killed = running().length > 0;
  while (running().length > 0 && Date.now() < deadline + patience) {
    kill(running());
    await sleep(20);
  }
  if (killed && postmaster?.sharedMemory) spawnSync('ipcrm', ['-m', postmaster.sharedMemory]);
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

interface Postmaster {
  pid: number;
  /** The id of its System V shared memory segment. */
  sharedMemory: string | undefined;
}

/** The lines of postmaster.pid are listed in PostgreSQL's miscadmin.h: 1 is the pid, 7 `key id` of the segment. */
function readPostmaster(directory: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 1 ? { pid, sharedMemory: lines[6]?.trim().split(/\s+/)[1] } : undefined;
  } catch {
    return undefined;
  }
}

function kill(pids: number[]): void {
  for (const pid of pids) signal(pid, 'SIGKILL');
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
