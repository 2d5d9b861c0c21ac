/**
 * The watchdog's process: learns from its standard input what exists, and removes it when that input ends
 * without a `leave`, which is what happens when our process dies, however it dies.
 */
import { createInterface } from 'node:readline';
import { cleanUp } from './cleanUp.ts';
import type { WatchdogMessage, Watched } from './Watched.ts';

const watched: Watched[] = [];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
process.stdout.write('ready\n');

for await (const line of createInterface({ input: process.stdin })) {
  const message = parse(line);
  if (message === undefined) continue;
  if ('leave' in message) process.exit();
  watched.push(message.watch);
}
await Promise.allSettled(watched.map(cleanUp));
process.exit();

/** Undefined for a line that was cut by our process's death. */
function parse(line: string): WatchdogMessage | undefined {
  try {
    return JSON.parse(line) as WatchdogMessage;
  } catch {
    return undefined;
  }
}
