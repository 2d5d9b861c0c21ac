import type { RepeatEvidence } from '../evidence/Evidence.ts';
import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { Stall } from './Facts.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { holdsOf } from './holds.ts';
import type { Relations } from './Relations.ts';
import { stallsOf } from './stalls.ts';

/** One migration in one repeat, with its locks and whom they kept waiting. */
export interface Observation {
  repeat: number;
  migration: MigrationEvidence;
  holds: HoldInterval[];
  stalls: Stall[];
}

/** In the order of the pending migrations. */
export function observe(repeat: RepeatEvidence, relations: Relations): Observation[] {
  const held = repeat.migrations.map((migration) => ({
    migration,
    holds: holdsOf(migration, repeat.sightings, repeat.sampler?.longestGapMs),
  }));
  const stalls = stallsOf(repeat, held, relations);
  return held.map(({ migration, holds }) => ({
    repeat: repeat.repeat,
    migration,
    holds,
    stalls: stalls.filter(({ blockedBy }) => blockedBy.migration === migration.id),
  }));
}
