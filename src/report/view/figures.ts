import { impactOf } from '../../analysis/plans/impact.ts';
import type { Hold, MigrationResult, QueryResult, ScenarioResult, Stall } from '../../findings/Result.ts';
import { bandOf } from './plans/bandOf.ts';

/** The few figures that stand for a scenario. */
interface Figures {
  /** Sum over the migrations that ran; null where none did. */
  durationMs: { low: number; high: number } | null;
  worstHold: (Hold & { migration: string }) | null;
  worstStall: Stall | null;
  plansChanged: number;
  plans: number;
  /** The most times the pages that a query reads afterwards; null where none reads many more. */
  worstPages: number | null;
  rowsLoaded: number;
}

export function figuresOf(scenario: ScenarioResult): Figures {
  const ran = scenario.migrations.flatMap(({ durationMs }) =>
    durationMs.samples.length > 0 ? [durationMs] : [],
  );
  const holds = scenario.migrations.flatMap(({ id, holds }) =>
    holds.map((hold) => ({ ...hold, migration: id })),
  );
  const stalls = scenario.migrations.flatMap((migration) => migration.stalls);
  return {
    durationMs:
      ran.length === 0
        ? null
        : { low: sum(ran.map(({ low }) => low)), high: sum(ran.map(({ high }) => high)) },
    worstHold: worstOf(holds),
    worstStall: stalls.reduce<Stall | null>((a, b) => (a && a.maxMs >= b.maxMs ? a : b), null),
    plansChanged: scenario.queries.filter(({ change }) => change !== 'none').length,
    plans: scenario.queries.length,
    worstPages: worstPages(scenario.queries),
    rowsLoaded: sum((scenario.dataset?.tables ?? []).map(({ rows }) => rows)),
  };
}

function worstPages(queries: QueryResult[]): number | null {
  const ratios = queries
    .filter((query) => ['more', 'ten', 'hundred'].includes(bandOf(query, 'after').kind))
    .map((query) => impactOf(query, queries).ratio ?? 0);
  return ratios.length > 0 ? Math.max(...ratios) : null;
}

/** The longest hold that keeps reads or writes waiting; where none does, the longest. */
export function worstOf<H extends Hold>(holds: H[]): H | null {
  const blocking = holds.filter(blocksWork);
  const longest = (a: H | null, b: H) => (a && a.highMs >= b.highMs ? a : b);
  return (blocking.length > 0 ? blocking : holds).reduce<H | null>(longest, null);
}

export function blocksWork({ blocks }: Pick<Hold, 'blocks'>): boolean {
  return blocks.includes('reads') || blocks.includes('writes');
}

/** The stalls of a migration for which one of its statements is to blame. */
export function stallsOf(migration: MigrationResult, statement: number): Stall[] {
  return migration.stalls.filter(
    ({ blockedBy }) => blockedBy.migration === migration.id && blockedBy.statement === statement,
  );
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
