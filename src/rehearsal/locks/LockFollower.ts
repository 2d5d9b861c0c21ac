import type { LockSighting } from '../../evidence/MigrationEvidence.ts';
import type { LockRow } from './lockLooks.ts';

/** A look at pg_locks: when it was asked for and when the answer was there. */
export interface Look {
  sentMs: number;
  receivedMs: number;
}

/** Makes sightings of looks, one after another. */
export class LockFollower {
  readonly #open = new Map<string, LockSighting>();
  readonly #done: LockSighting[] = [];
  #previousMs: number | null = null;

  /** @param leaders of parallel workers: what a worker holds, its leader holds */
  follow(rows: readonly LockRow[], leaders: ReadonlyMap<number, number>, { sentMs, receivedMs }: Look): void {
    const now = new Set<string>();
    for (const { pid, relation, mode, granted } of rows) {
      const oid = relation!;
      const backend = leaders.get(pid) ?? pid;
      const key = `${backend} ${oid} ${mode} ${granted}`;
      now.add(key);
      if (this.#open.has(key)) continue;
      const absentMs = this.#previousMs;
      const seen = {
        firstLookMs: sentMs,
        firstSeenMs: receivedMs,
        lastSeenMs: sentMs,
        lastLookMs: receivedMs,
      };
      this.#open.set(key, { oid, mode, granted, backend, absentMs, ...seen, goneMs: null });
    }
    for (const [key, sighting] of this.#open) {
      if (now.has(key)) continue;
      sighting.goneMs = receivedMs;
      this.#done.push(sighting);
      this.#open.delete(key);
    }
    this.same({ sentMs, receivedMs });
  }

  /** A look that shows what the one before it showed. */
  same({ sentMs, receivedMs }: Look): void {
    for (const sighting of this.#open.values()) {
      sighting.lastSeenMs = sentMs;
      sighting.lastLookMs = receivedMs;
    }
    this.#previousMs = sentMs;
  }

  /** Those that the last look showed are among them. */
  get sightings(): LockSighting[] {
    return [...this.#done, ...this.#open.values()];
  }
}
