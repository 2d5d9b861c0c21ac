import { parseDuration, parseSize } from '../units.ts';
import { defaultThresholds } from './defaults.ts';
import type { ResolvedBudgets, ResolvedThresholds, ResolvedWorstCase } from './ResolvedScenario.ts';
import type { Budgets, Thresholds, WorstCaseBudgets } from './Scenario.ts';

/** Budgets in milliseconds and bytes; the first of the layers that sets a bound decides. */
export function resolveBudgets(...layers: readonly Budgets[]): ResolvedBudgets {
  const first = (field: 'duration' | 'wal' | 'rollback') =>
    layers.find((layer) => layer[field] !== undefined)?.[field];
  const relations = new Set(layers.flatMap((layer) => Object.keys(layer.relations ?? {})));
  return {
    durationMs: parseDuration(first('duration')) ?? null,
    walBytes: parseSize(first('wal')) ?? null,
    rollbackMs: parseDuration(first('rollback')) ?? null,
    worst: worstCase(layers),
    relations: Object.fromEntries(
      [...relations].map((name) => [name, worstCase(layers.map((layer) => layer.relations?.[name] ?? {}))]),
    ),
  };
}

function worstCase(layers: readonly WorstCaseBudgets[]): ResolvedWorstCase {
  const holds = [...layers].reverse().flatMap(({ hold }) => Object.entries(hold ?? {}));
  return {
    holdMs: Object.fromEntries(holds.map(([mode, value]) => [mode, parseDuration(value)!])),
    stallMs: parseDuration(layers.find(({ stall }) => stall !== undefined)?.stall) ?? null,
  };
}

/** Thresholds in milliseconds, pages and ratios; the first of the layers that sets one decides, else the default. */
export function resolveThresholds(...layers: readonly Partial<Thresholds>[]): ResolvedThresholds {
  const names = Object.keys(defaultThresholds) as (keyof Thresholds)[];
  const value = (name: keyof Thresholds) =>
    layers.find((layer) => layer[name] !== undefined)?.[name] ?? defaultThresholds[name];
  // A ratio and a number of pages are plain numbers, which a duration in milliseconds may be too.
  return Object.fromEntries(names.map((name) => [name, parseDuration(value(name))!])) as ResolvedThresholds;
}
