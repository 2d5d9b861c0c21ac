import type { Stat } from '../evidence/Stat.ts';
import type { MigrationFacts } from './Facts.ts';

/** A statement's duration, and the relations whose rows it read whole, wrote anew or changed. */
export interface Work {
  durationMs: Stat;
  relations: readonly string[];
}

/**
 * A migration's duration at production's row counts. At least: what worked on rows grows in proportion to them, and
 * the rest stays as it is. At most: all of it grows as sorting does (n log n, which an index build and a hash that
 * spills stay under). Null where production's counts are not known, or where nothing that grows with them was done.
 */
export function projectionOf(
  duration: Stat,
  statements: readonly Work[],
  rehearsed: ReadonlyMap<string, number>,
  production: Readonly<Record<string, number>> | null,
): MigrationFacts['projection'] {
  const growthOf = ({ relations }: Work) => largest(relations.flatMap((relation) => grown(relation)));
  const worst = largest(
    statements.flatMap(({ relations }) => relations.flatMap((relation) => grown(relation))),
  );
  if (!worst || duration.samples.length === 0) return null;
  const more = statements.reduce((sum, statement) => {
    const growth = growthOf(statement);
    return growth ? sum + statement.durationMs.low * (growth.multiplier - 1) : sum;
  }, 0);
  const sorting = Math.log(Math.max(worst.rows, 2)) / Math.log(Math.max(worst.rehearsed, 2));
  const proportional = duration.high * Math.max(1, worst.multiplier) * Math.max(1, sorting);
  const lowMs = Math.max(0, duration.low + more);
  return { rows: worst.rows, lowMs, highMs: Math.max(lowMs, proportional), multiplier: worst.multiplier };

  function grown(relation: string): Growth[] {
    const here = rehearsed.get(relation) ?? 0;
    const rows = production?.[relation] ?? 0;
    return here > 0 && rows > 0 ? [{ rows, rehearsed: here, multiplier: rows / here }] : [];
  }
}

interface Growth {
  rows: number;
  rehearsed: number;
  multiplier: number;
}

function largest(growths: readonly Growth[]): Growth | undefined {
  return [...growths].sort((a, b) => b.multiplier - a.multiplier || b.rows - a.rows)[0];
}
