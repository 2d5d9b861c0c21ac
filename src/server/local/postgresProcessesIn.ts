import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Processes of PostgreSQL that work in a directory: the postmaster, its children, initdb. Every server process
 * has its data directory as working directory (ChangeToDataDir in miscinit.c).
 */
export function postgresProcessesIn(directory: string): number[] {
  if (process.platform === 'win32') return [];
  return process.platform === 'linux' ? fromProc(directory) : fromPs(directory);
}

function fromProc(directory: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        if (!/^(postgres|initdb)$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())) return false;
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return (
          isWithin(readlinkSync(`/proc/${pid}/cwd`), directory) ||
          words.some((word) => isWithin(word, directory))
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

function fromPs(directory: string): number[] {
  const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' }).stdout ?? '';
  const processes = lines.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3]! }] : [];
  });
  const named = processes
    .filter(
      ({ command }) =>
        /(postgres|initdb)\b/.test(command.split(' ')[0]!) && command.includes(`${directory}/`),
    )
    .map(({ pid }) => pid);
  const children = processes.filter(({ parent }) => named.includes(parent)).map(({ pid }) => pid);
  return [...new Set([...named, ...children])];
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}
