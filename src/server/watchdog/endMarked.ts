import { readdirSync, readFileSync } from 'node:fs';

/** A program that we start has it in its environment, and so has everything that it starts. */
export const markerVariable = 'PGREHEARSE_PROGRAM';

/** One may start another while we look. */
const rounds = 20;

/** Ends what has left its process group, as a daemon does. Linux alone shows another process's environment. */
export function endMarked(marker: string): void {
  for (let round = 0; round < rounds; round++) {
    const found = processesWith(`${markerVariable}=${marker}`);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }
}

function processesWith(variable: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(variable);
      } catch {
        // It has ended, or is another user's.
        return false;
      }
    })
    .map(Number);
}
