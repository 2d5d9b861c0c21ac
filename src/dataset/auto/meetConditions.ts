import type { Client } from 'pg';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { constant } from '../../scenario/columns/constant.ts';
import { when } from '../../scenario/columns/when.ts';
import { readValue } from '../values/readValue.ts';
import type { TableSources } from '../values/TableSources.ts';
import { type AutoTable, Unfillable } from './AutoTable.ts';
import { askServer } from './askServer.ts';
import type { Condition } from './Condition.ts';
import { combinations } from './combinations.ts';
import { indexOf, indexText, multiplierOf, scattered } from './scattered.ts';
import { literalOf, spelled } from './spelled.ts';

/** Rows that stand for all of a table's when the server is asked about them. */
const sampleRows = 96;
/** Rounds of declaring columns again, as one condition's columns may be another's too. */
const rounds = 4;
/** Combinations that are drawn from. */
const mostKept = 256;

/**
 * Asks the server whether sample rows hold to a table's conditions, and declares the columns of those that do not
 * again, from combinations of values that do. Throws Unfillable, with the condition, where none does.
 *
 * @param compile the table's columns as they are declared now
 */
export async function meetConditions(
  client: Client,
  auto: AutoTable,
  compile: () => TableSources,
): Promise<void> {
  if (auto.conditions.length === 0) return;
  for (let round = 0; ; round++) {
    const rows = sample(compile(), auto);
    await addDefaults(client, auto, rows);
    const holds = await askServer(client, auto.table, auto.conditions, rows);
    const broken = auto.conditions.filter((_, i) => holds.some((row) => !row[i]));
    if (broken.length === 0) return;
    if (round === rounds) throw unmet(broken[0]!);
    for (const group of joined(broken, auto)) await declareTogether(client, auto, group, rows);
  }
}

function unmet({ name, expression }: Condition): Unfillable {
  return new Unfillable(`no values are known that hold to ${name}: ${expression}`);
}

/** The first rows, and some from anywhere. */
function sample(sources: TableSources, auto: AutoTable): Record<string, unknown>[] {
  const count = Math.min(sampleRows, auto.rows);
  const step = Math.max(1, Math.floor(auto.rows / count));
  const numbers = Int32Array.from({ length: count }, (_, i) =>
    i < count / 2 ? i : Math.min(auto.rows - 1, i * step),
  );
  sources.begin(numbers, count);
  const rows = Array.from({ length: count }, (): Record<string, unknown> => Object.create(null));
  for (const name of Object.keys(auto.columns)) {
    const { vector } = sources.filled(name);
    for (let i = 0; i < count; i++) rows[i]![name] = readValue(vector, i);
  }
  return rows;
}

/** Columns that are left to their default have it in all rows, as far as it is the same in all. */
async function addDefaults(client: Client, auto: AutoTable, rows: Record<string, unknown>[]): Promise<void> {
  const named = new Set(auto.conditions.flatMap(({ columns }) => columns));
  for (const { name, defaultSql, type, generated } of auto.table.columns) {
    if (generated || !named.has(name) || auto.columns[name] !== undefined || defaultSql === null) continue;
    if (/\bnextval\(/.test(defaultSql)) continue;
    const result = await client
      .query<{ value: unknown }>(`select to_jsonb((${defaultSql})::${type.sqlName}) as value`)
      .catch(() => null);
    for (const row of rows) row[name] = result?.rows[0]?.value ?? null;
  }
}

/** Conditions that share a column are met together, with those that hold by now and could stop to. */
function joined(broken: readonly Condition[], { conditions }: AutoTable): Condition[][] {
  const groups: Condition[][] = [];
  const open = new Set(conditions);
  for (const start of broken) {
    if (!open.delete(start)) continue;
    const group = [start];
    const columns = new Set(start.columns);
    let grown = true;
    while (grown) {
      grown = false;
      for (const condition of open) {
        if (!condition.columns.some((name) => columns.has(name))) continue;
        open.delete(condition);
        group.push(condition);
        for (const name of condition.columns) columns.add(name);
        grown = true;
      }
    }
    groups.push(group);
  }
  return groups;
}

async function declareTogether(
  client: Client,
  auto: AutoTable,
  group: readonly Condition[],
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const names = [...new Set(group.flatMap(({ columns }) => columns))];
  const { candidates, fixed } = combinations(auto, group, names, rows);
  const holds = await askServer(client, auto.table, group, candidates);
  const good = candidates.filter((_, i) => holds[i]!.every(Boolean));
  if (good.length === 0) {
    const worst = group.find((_, c) => holds.every((row) => !row[c])) ?? group[0]!;
    throw unmet(worst);
  }
  const free = names.filter((name) => !auto.given.has(name) && changes(auto, name));
  const bad = candidates.filter((_, i) => !holds[i]!.every(Boolean));
  const patterns = safePatterns(good, bad, free, fixed);
  const multiplier = multiplierOf(auto.table.name, ...names);
  if (patterns !== null) declarePatterns(auto, patterns, fixed, free, multiplier);
  else declareRows(auto, thinned(good), fixed, free, multiplier);
}

function changes({ table }: AutoTable, name: string): boolean {
  return !table.columns.find((column) => column.name === name)!.generated;
}

/**
 * Where it only matters which columns are NULL and which of few values others have, the rest keeps its own content:
 * shapes of combinations of which none was refused. Null where values of their own matter.
 */
function safePatterns(
  good: readonly Record<string, unknown>[],
  bad: readonly Record<string, unknown>[],
  free: readonly string[],
  few: ReadonlySet<string>,
): Record<string, unknown>[] | null {
  const shape = (row: Record<string, unknown>) =>
    JSON.stringify(free.map((name) => (few.has(name) ? row[name] : row[name] === null)));
  const refused = new Set(bad.map(shape));
  const kept = new Map(good.filter((row) => !refused.has(shape(row))).map((row) => [shape(row), row]));
  return kept.size === 0 ? null : [...kept.values()].slice(0, mostKept);
}

function declarePatterns(
  { columns }: AutoTable,
  patterns: readonly Record<string, unknown>[],
  few: ReadonlySet<string>,
  free: readonly string[],
  multiplier: number,
): void {
  for (const name of free) {
    const values = patterns.map((row) => row[name]);
    const inner = withoutNulls(columns[name]);
    if (few.has(name)) columns[name] = together(values, multiplier);
    else if (values.every((value) => value === null) || inner === null) columns[name] = constant(null);
    else if (values.every((value) => value !== null)) columns[name] = inner;
    else {
      const there = values.map((value) => value !== null);
      columns[name] = when(
        spelled(
          (_row: unknown, n: number) => there[indexOf(n, multiplier, there.length)]!,
          `(_row, n) => ${literalOf(there)}[${indexText(multiplier, there.length)}] === true`,
        ),
        inner,
      );
    }
  }
}

/** Keys and references keep their values, and are NULL or not as the combinations are. */
function declareRows(
  auto: AutoTable,
  rows: readonly Record<string, unknown>[],
  few: ReadonlySet<string>,
  free: readonly string[],
  multiplier: number,
): void {
  const bound = free.filter((name) => isBound(auto, name));
  declarePatterns(auto, rows, few, bound, multiplier);
  for (const name of free)
    if (!bound.includes(name))
      auto.columns[name] = together(
        rows.map((row) => row[name]),
        multiplier,
      );
}

function together(values: readonly unknown[], multiplier: number): AnyColumn {
  return values.every((value) => value === values[0]) ? constant(values[0]) : scattered(values, multiplier);
}

/** Whether a key or a reference decides the column's values. */
export function isBound({ table, digits }: AutoTable, name: string): boolean {
  return digits.has(name) || table.foreignKeys.some((key) => key.columns.includes(name));
}

function withoutNulls(column: AnyColumn | undefined): AnyColumn | null {
  let inner = column as (AnyColumn & { column?: AnyColumn }) | undefined;
  while (inner?.kind === 'nullable' || inner?.kind === 'when') inner = inner.column;
  return inner ?? null;
}

function thinned<T>(rows: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(rows.length / mostKept));
  return rows.filter((_, i) => i % step === 0).slice(0, mostKept);
}
