import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Enough to tell a process from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, as its system writes it; null where that cannot be read. */
  started: string | null;
  host: string;
  /** The boot, and the namespace in which `pid` means something; null where there is none. */
  boot: string | null;
  namespace: string | null;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid), ...surroundings() };
}

/** `unknown` for a process of another machine or container, which cannot be seen from here. */
export function stateOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const here = surroundings();
  if (identity.host !== here.host) return 'unknown';
  if (identity.boot !== here.boot) return 'dead';
  if (identity.namespace !== here.namespace) return 'unknown';
  if (!exists(identity.pid)) return 'dead';
  return identity.started === startOf(identity.pid) ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string | null {
  if (process.platform === 'win32') return null;
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || null;
  }
  // proc_pid_stat(5): field 3 is the state, 22 the start in clock ticks since boot; field 2 may hold spaces.
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && fields[0] !== 'Z' ? fields[19]! : null;
}

function surroundings(): Pick<ProcessIdentity, 'host' | 'boot' | 'namespace'> {
  return {
    host: hostname(),
    boot: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: read(() => readlinkSync('/proc/self/ns/pid')),
  };
}

function read(attempt: () => string): string | null {
  try {
    return attempt();
  } catch {
    return null;
  }
}
