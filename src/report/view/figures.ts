import type { Hold, MigrationResult, ScenarioResult, Stall } from '../../findings/Result.ts';

/** The few figures that stand for a scenario. */
interface Figures {
  /** Sum over the migrations that ran; null where none did. */
  durationMs: { low: number; high: number } | null;
  worstHold: (Hold & { migration: string }) | null;
  worstStall: Stall | null;
  plansChanged: number;
  plans: number;
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
    rowsLoaded: sum((scenario.dataset?.tables ?? []).map(({ rows }) => rows)),
  };
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
