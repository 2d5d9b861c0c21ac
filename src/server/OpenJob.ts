import type { RunId } from './RunId.ts';
import type { ServerRequest } from './Server.ts';
import type { Watchdog } from './watchdog/startWatchdog.ts';

/** What every kind of server needs to be opened. */
export interface OpenJob {
  run: RunId;
  request: ServerRequest;
  watchdog: Watchdog;
  /** A line for a person about what is being done. */
  say: (line: string) => void;
}
