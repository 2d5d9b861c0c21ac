import type { ConnectionParts } from '../Server.ts';

/** What the watchdog removes when we die before we could. */
export type Watched =
  | { kind: 'cluster'; directory: string }
  | { kind: 'group'; leader: number; marker: string }
  | { kind: 'containers'; run: string }
  | { kind: 'databases'; connection: ConnectionParts & { database: string }; run: string };

/** A line to the watchdog; `leave` ends it without removing anything. */
export type WatchdogMessage = { watch: Watched } | { leave: true };
