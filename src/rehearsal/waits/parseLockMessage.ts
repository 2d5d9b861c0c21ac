import { type LockMode, lockModes } from '../../evidence/LockMode.ts';

/** What a backend says of its own wait, with log_lock_waits (ProcSleep in proc.c). */
export interface LockMessage {
  /** `waits`: it goes on waiting; `deadlock`: it gives up at once. */
  kind: 'waits' | 'acquired' | 'deadlock';
  mode: LockMode;
  /** As DescribeLockTag words it: `relation 16402 of database 5`. */
  lock: string;
  afterMs: number;
  holders: number[];
  /** Everybody in the queue, itself included, in the order in which they came to the lock. */
  queue: number[];
}

const patterns: readonly [RegExp, LockMessage['kind']][] = [
  [/^process \d+ still waiting for (\w+) on (.+) after ([\d.]+) ms$/, 'waits'],
  [/^process \d+ avoided deadlock for (\w+) on (.+) by rearranging queue order after ([\d.]+) ms$/, 'waits'],
  [/^process \d+ detected deadlock while waiting for (\w+) on (.+) after ([\d.]+) ms$/, 'deadlock'],
  [/^process \d+ acquired (\w+) on (.+) after ([\d.]+) ms$/, 'acquired'],
];

/** Undefined for every other message. */
export function parseLockMessage(message: string, detail: string | null): LockMessage | undefined {
  if (!message.startsWith('process ')) return undefined;
  for (const [pattern, kind] of patterns) {
    const match = pattern.exec(message);
    if (!match) continue;
    const mode = lockModes.find((known) => known === match[1]);
    if (mode === undefined) return undefined;
    const [, holders = '', queue = ''] =
      /^Process(?:es)? holding the lock: (.*?)\. Wait queue: (.*?)\.$/.exec(detail ?? '') ?? [];
    return {
      kind,
      mode,
      lock: match[2]!,
      afterMs: Number(match[3]),
      holders: pids(holders),
      queue: pids(queue),
    };
  }
  return undefined;
}

function pids(list: string): number[] {
  return (list.match(/\d+/g) ?? []).map(Number);
}
