import type { RunId } from '../RunId.ts';

/**
 * The application_name of the session that a run keeps open on a server that others use too. Every role sees
 * every session's (pg_stat_get_activity in pgstatfuncs.c), so that it tells on which runs are alive, on
 * whatever machine. A session of the watchdog counts too: it is still at work.
 */
export function ownerName(run: RunId): string {
  return `pgrehearse owner ${run}`;
}
