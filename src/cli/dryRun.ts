import { estimateDataset } from '../dataset/estimateDataset.ts';
import { readHistory } from '../migrations/readHistory.ts';
import { resolvePending } from '../migrations/resolvePending.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { formatCount, formatDuration, formatSize } from '../units.ts';
import type { Loaded } from './chooseScenarios.ts';
import { sourceWords } from './sourceWords.ts';
import type { Terminal } from './Terminal.ts';

/**
 * Rows a second that one stream loads and indexes, the slowest and the fastest that was seen on two cores; see
 * test/bench/load.ts.
 */
const rowsPerSecond = { low: 150_000, high: 450_000 };
/** The heap with its indexes, WAL and a clone beside the template, as multiples of the heap. */
const diskShare = { low: 2.5, high: 4.5 };
/** What a scenario takes beside its rows: a server, plans, traffic. */
const fixedMs = { low: 4_000, high: 12_000 };

interface Expected {
  name: string;
  scale: number;
  pending: string[];
  /** Why nothing is pending. */
  nothing: string | null;
  tables: { name: string; rows: number; bytes: number }[];
  /** Rows in every table that the base turns out to have. */
  rowsPerTable: number | null;
  /** Where rows come from whose number is not known. */
  elsewhere: string | null;
}

interface Range {
  low: number;
  high: number;
}

/** Prints what a run would load and roughly need, as ranges. Nothing is started. */
export async function dryRun(scenarios: readonly Loaded[], json: boolean, terminal: Terminal): Promise<void> {
  const expected: Expected[] = [];
  let repeats = 0;
  for (const loaded of scenarios) {
    if ('error' in loaded) throw loaded.error;
    repeats += loaded.scenario.repeats;
    expected.push(await expectationOf(loaded.scenario));
  }
  const needs = needsOf(expected, repeats / Math.max(expected.length, 1));
  if (json) {
    terminal.out(`${JSON.stringify({ scenarios: expected, ...needs }, null, 2)}\n`);
    return;
  }
  for (const one of expected) terminal.out(`${describe(one)}\n`);
  const count = `${expected.length} ${expected.length === 1 ? 'scenario' : 'scenarios'}`;
  terminal.out(
    `${formatCount(needs.rows)} rows in ${count}. Disk: ${range(needs.diskBytes, formatSize)} at a time. ` +
      `Time: ${range(needs.durationMs, formatDuration)} on two cores.\n`,
  );
}

async function expectationOf(scenario: ResolvedScenario): Promise<Expected> {
  const { directory, pending: spec, pendingOrigin } = scenario.migrations;
  const { pending, nothing } = await resolvePending(await readHistory(directory), spec, pendingOrigin);
  return {
    name: scenario.name,
    scale: scenario.scale,
    pending: pending.map(({ id }) => id),
    nothing,
    tables: estimateDataset(scenario.data, scenario.seed, scenario.now),
    rowsPerTable: scenario.rowsPerTable,
    elsewhere: scenario.dataSource === null ? null : sourceWords(scenario.dataSource),
  };
}

function describe({ name, scale, pending, nothing, tables, rowsPerTable, elsewhere }: Expected): string {
  const lines = tables.map(
    (table) =>
      `  ${table.name.padEnd(32)} ${formatCount(table.rows).padStart(14)} rows  about ${formatSize(table.bytes)}\n`,
  );
  const each =
    rowsPerTable === null ? '' : `  every table of the base: ${formatCount(rowsPerTable)} rows each\n`;
  return `${name} (scale ${scale})\n  pending: ${nothing ?? pending.join(', ')}\n${lines.join('')}${each}${elsewhere === null ? '' : `  rows ${elsewhere}, not counted here\n`}`;
}

function needsOf(
  expected: readonly Expected[],
  repeats: number,
): { rows: number; diskBytes: Range; durationMs: Range } {
  const rows = sum(expected.flatMap(({ tables }) => tables.map((table) => table.rows)));
  const bytes = Math.max(0, ...expected.map(({ tables }) => sum(tables.map((table) => table.bytes))));
  // A repeat costs about as much again as the load: a clone, and a migration that reads or writes the rows.
  const work = repeats * 0.6 + 1;
  const duration = (perSecond: number, fixed: number) =>
    (rows / perSecond) * 1000 * work + expected.length * fixed;
  return {
    rows,
    diskBytes: { low: bytes * diskShare.low, high: bytes * diskShare.high },
    durationMs: {
      low: duration(rowsPerSecond.high, fixedMs.low),
      high: duration(rowsPerSecond.low, fixedMs.high),
    },
  };
}

function range({ low, high }: Range, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
