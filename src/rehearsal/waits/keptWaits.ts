import type { LoggedWait } from './waitsInLog.ts';

/** As many as evidence can be read with in a moment; traffic on one hot row makes a thousand waits a second. */
const most = 20_000;

/** All, or of too many those with a migrating backend in them and of the others the longest; in the same order. */
export function keptWaits(waits: readonly LoggedWait[], migrators: readonly number[]): LoggedWait[] {
  if (waits.length <= most) return [...waits];
  const ofMigration = ({ backend, holders, queue }: LoggedWait) =>
    [backend, ...holders, ...queue].some((pid) => migrators.includes(pid));
  const ranked = waits
    .map((wait) => ({ wait, own: ofMigration(wait), ms: wait.endMs - wait.startMs }))
    .sort((a, b) => Number(b.own) - Number(a.own) || b.ms - a.ms);
  const kept = new Set(ranked.slice(0, most).map(({ wait }) => wait));
  return waits.filter((wait) => kept.has(wait));
}
