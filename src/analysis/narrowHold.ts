import type { LockSighting } from '../evidence/MigrationEvidence.ts';
import type { Bounds, HoldInterval } from './HoldInterval.ts';
import type { Zone } from './statementWindows.ts';

/**
 * A hold's bounds, narrowed by what the sampler saw of its lock. A look counts where it began and ended in the
 * zone: what it shows can be nothing else then. A sighting that reaches out of the zone runs together with
 * another hold of the lock, whose change between two looks did not show: it was seen by every look in between,
 * so that one lies within two gaps of the bound.
 * @param gapMs the longest time from the begin of one look to the begin of the next
 */
export function narrowHold(
  { acquired, released, ...hold }: HoldInterval,
  zone: Zone,
  sightings: readonly LockSighting[],
  gapMs: number,
): HoldInterval {
  const seen = sightings.filter((sighting) => mayShow(sighting, { acquired, released }));
  const from = narrowAcquired(acquired, zone, seen, gapMs);
  const to = narrowReleased(released, zone, seen, gapMs);
  return { ...hold, acquired: ordered(from), released: ordered(to) };
}

/** Not one that was gone while the hold went on, or that came when the hold had begun without it. */
export function mayShow(
  { goneMs, absentMs }: LockSighting,
  { acquired, released }: Pick<HoldInterval, 'acquired' | 'released'>,
): boolean {
  const before = goneMs !== null && goneMs <= released.earliest;
  const after = absentMs !== null && absentMs >= acquired.latest;
  return !before && !after;
}

function narrowAcquired(
  { earliest, latest }: Bounds,
  zone: Zone,
  seen: readonly LockSighting[],
  gapMs: number,
): Bounds {
  const joined = seen.find(
    ({ firstLookMs, lastSeenMs }) => firstLookMs < zone.fromMs && lastSeenMs >= earliest,
  );
  if (joined) {
    const soon = joined.goneMs === null ? Number.POSITIVE_INFINITY : earliest + 2 * gapMs;
    return { earliest, latest: Math.min(latest, joined.lastLookMs, soon) };
  }
  const own = only(seen.filter((sighting) => firstLookIn(sighting, zone)));
  if (!own) return { earliest, latest };
  return {
    earliest: Math.max(earliest, own.absentMs ?? earliest),
    latest: Math.min(latest, own.firstSeenMs),
  };
}

function narrowReleased(
  { earliest, latest }: Bounds,
  zone: Zone,
  seen: readonly LockSighting[],
  gapMs: number,
): Bounds {
  const passed = seen.find(({ lastLookMs, firstSeenMs }) => lastLookMs > zone.toMs && firstSeenMs <= latest);
  if (passed) {
    const late = passed.goneMs === null ? Number.NEGATIVE_INFINITY : latest - 2 * gapMs;
    return { earliest: Math.max(earliest, passed.firstLookMs, late), latest };
  }
  const own = only(seen.filter((sighting) => lastLookIn(sighting, zone)));
  if (!own) return { earliest, latest };
  return {
    earliest: Math.max(earliest, own.lastSeenMs),
    latest: Math.min(latest, own.goneMs ?? latest),
  };
}

export function firstLookIn({ firstLookMs, firstSeenMs }: LockSighting, { fromMs, toMs }: Zone): boolean {
  return firstLookMs >= fromMs && firstSeenMs <= toMs;
}

export function lastLookIn({ lastSeenMs, lastLookMs }: LockSighting, { fromMs, toMs }: Zone): boolean {
  return lastSeenMs >= fromMs && lastLookMs <= toMs;
}

/** Of several, nobody knows which is the hold's. */
function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function ordered({ earliest, latest }: Bounds): Bounds {
  return { earliest: Math.min(earliest, latest), latest: Math.max(earliest, latest) };
}
