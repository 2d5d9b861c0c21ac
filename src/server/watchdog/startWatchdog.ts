import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { PgrehearseError } from '../../errors.ts';
import type { WatchdogMessage, Watched } from './Watched.ts';

/** A process that outlives ours and removes what we could not. */
export interface Watchdog {
  /** Resolves when it runs and listens; rejects with `server/watchdog`. Await it before anything is started. */
  readonly ready: Promise<void>;
  /** Say what is about to exist, before it does. */
  watch(watched: Watched): void;
  /** Ends it: everything was removed in good order. Idempotent. */
  leave(): Promise<void>;
}

/**
 * Starts the watchdog in a session of its own, so that what ends our process group does not end it. What it
 * is told waits in the pipe, so that it is told even if we die before it listens.
 */
export function startWatchdog(): Watchdog {
  const child = spawn(process.execPath, programOf(import.meta.url), {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
    windowsHide: true,
  });
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let leaving = false;
  const ready = whenReady(child);
  ready.then(
    () => leaving || unref(child),
    () => {},
  );

  const send = (message: WatchdogMessage) => child.stdin.write(`${JSON.stringify(message)}\n`);
  return {
    ready,
    watch: (watched) => send({ watch: watched }),
    leave: async () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      leaving = true;
      child.ref();
      send({ leave: true });
      await ended;
    },
  };
}

/** Lets our process end while the watchdog runs. */
function unref(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as Socket | null)?.unref();
}

/** From source Node needs tsx to run it. */
function programOf(here: string): string[] {
  const extension = here.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`./watch.${extension}`, here));
  return extension === 'ts' ? ['--import', import.meta.resolve('tsx'), program] : [program];
}

function whenReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data) => (said += data));
    child.stdout?.once('data', () => resolve());
    const fail = (cause?: Error) =>
      reject(
        new PgrehearseError(
          'server/watchdog',
          'the watchdog that removes the server after us did not start',
          {
            detail: said.trim() || cause?.message,
            hint: 'Check that this machine lets another process of Node start.',
            cause,
          },
        ),
      );
    child.once('error', fail);
    child.once('close', () => fail());
  });
}
