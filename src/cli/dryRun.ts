import { autoSizes } from '../dataset/auto/autoSizes.ts';
import { planSchema } from '../dataset/auto/planSchema.ts';
import { applyBase } from '../dataset/base/applyBase.ts';
import { estimateDataset, type TableEstimate } from '../dataset/estimateDataset.ts';
import type { RunnerFacts } from '../evidence/ScenarioFacts.ts';
import { runnerWords } from '../findings/runnerWords.ts';
import type { PendingSelection } from '../migrations/resolvePending.ts';
import { selectPending } from '../migrations/selectPending.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { formatCount, formatDuration, formatSize } from '../units.ts';
import type { CommandContext } from './Command.ts';
import type { Loaded } from './chooseScenarios.ts';
import { Progress } from './Progress.ts';
import { sourceWords } from './sourceWords.ts';
import { withFile } from './withFile.ts';
import { type ServerRun, withServer } from './withServer.ts';

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
  /** As which tool's the migrations are run; null where a command runs them. */
  runner: RunnerFacts | null;
  /** Why nothing is pending. */
  nothing: string | null;
  /** The tool that applies them; null: we do. */
  command: string | null;
  tables: TableEstimate[];
  /** Tables that cannot be filled from the catalog alone. */
  unfilled: { table: string; reason: string }[];
  /** Where rows come from whose number is not known. */
  elsewhere: string | null;
}

interface Range {
  low: number;
  high: number;
}

/** What `--dry-run` is given beside scenarios. */
export interface DryRun {
  json: boolean;
  databaseUrl: string | null;
  disposable: boolean;
  quiet: boolean;
  verbose: boolean;
}

/**
 * Prints what a run would load and roughly need, as ranges. Nothing is loaded; where rows are made up from the catalog,
 * a server is asked for it, with nothing but the base's schema.
 */
export async function dryRun(
  scenarios: readonly Loaded[],
  how: DryRun,
  { terminal, cleanup }: CommandContext,
): Promise<void> {
  const { json, quiet, verbose } = how;
  const progress = new Progress(terminal, { quiet: quiet || json, verbose });
  const expected: Expected[] = [];
  let repeats = 0;
  for (const loaded of scenarios) {
    if ('error' in loaded) throw loaded.error;
    const { scenario } = loaded;
    repeats += scenario.repeats;
    const one = await expectationOf(scenario, { ...how, progress, cleanup }).catch((error: unknown) => {
      throw withFile(error, scenario);
    });
    expected.push(one);
  }
  progress.done();
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

type Asking = Pick<ServerRun, 'databaseUrl' | 'disposable' | 'progress' | 'cleanup'>;

async function expectationOf(scenario: ResolvedScenario, asking: Asking): Promise<Expected> {
  const selection = await selectPending(scenario);
  const { pending, nothing } = selection;
  return {
    name: scenario.name,
    scale: scenario.scale,
    pending: pending.map(({ id }) => id),
    runner: selection.runner,
    nothing,
    command: scenario.migrations.command?.command ?? null,
    ...(await tablesOf(scenario, selection, asking)),
    elsewhere: scenario.dataSource === null ? null : sourceWords(scenario.dataSource),
  };
}

async function tablesOf(
  scenario: ResolvedScenario,
  { base, pending }: PendingSelection,
  asking: Asking,
): Promise<Pick<Expected, 'tables' | 'unfilled'>> {
  const { data, seed, now, rowsPerTable } = scenario;
  const auto = await autoSizes(scenario, pending);
  if (rowsPerTable === null || auto === undefined)
    return { tables: estimateDataset(data, seed, now), unfilled: [] };
  const { targets, unfilled } = await withServer({ ...asking, scenario }, (server) =>
    planSchema(server, {
      tables: data,
      seed,
      now,
      rowsPerTable,
      auto,
      prepareBase: (client) =>
        applyBase(client, {
          base: scenario.base,
          prepare: scenario.prepare,
          migrations: base,
          pending,
          connection: server.connection,
        }),
    }),
  );
  const planned = targets.map(({ declaration, rows, storage }) => ({
    table: declaration,
    rows,
    ...(storage ? { storage } : {}),
  }));
  return { tables: estimateDataset(planned, seed, now), unfilled };
}

function describe(expected: Expected): string {
  const { name, scale, pending, runner, nothing, command, tables, unfilled, elsewhere } = expected;
  const named = pending.length > 0 || command === null ? pending.join(', ') : 'what it applies';
  const by = command === null ? runner && runnerWords(runner) : `applied by ${command}`;
  const lines = tables.map(
    (table) =>
      `  ${table.name.padEnd(32)} ${formatCount(table.rows).padStart(14)} rows  about ${formatSize(table.bytes)}\n`,
  );
  const empty = unfilled.map(({ table, reason }) => `  ${table.padEnd(32)} not filled: ${reason}\n`);
  const others = elsewhere === null ? '' : `  rows ${elsewhere}, not counted here\n`;
  return `${name} (scale ${scale})\n  pending: ${nothing ?? named}\n  ${by}\n${lines.join('')}${empty.join('')}${others}`;
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
