import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { type AutoTable, Unfillable } from './AutoTable.ts';
import { type ColumnFacts, conditionFacts } from './conditionFacts.ts';
import { typed } from './contentOf.ts';
import { isoText } from './moment.ts';
import { indexOf, indexText, multiplierOf } from './scattered.ts';
import { literalOf, spelled } from './spelled.ts';

/** What rows of one partition have in a column: one of some values, or a span of numbers or milliseconds. */
type Part = readonly unknown[] | { from: number; to: number; moment: boolean };

/**
 * Declares the columns of partition keys so that rows lie in all partitions, about as many in each. Default partitions
 * and those by hash take what comes.
 */
export async function partitionColumns({ table, columns }: AutoTable): Promise<void> {
  if (table.kind !== 'partitioned') return;
  if (table.leaves.length === 0) throw new Unfillable('it is partitioned, and has no partition yet');
  const leaves: Map<string, Part>[] = [];
  const keys = new Set(table.leaves.flatMap((leaf) => leaf.columns));
  for (const { constraint, columns: names } of table.leaves) {
    if (constraint === null || /^\s*\(*NOT \(/.test(constraint)) continue;
    const condition = { name: '', expression: constraint, columns: names };
    const facts = await conditionFacts([condition]);
    const parts = new Map<string, Part>();
    for (const [name, fact] of facts.columns) {
      const part = partOf(
        fact,
        table.columns.find((column) => column.name === name)?.type.base ?? '',
        table,
        name,
      );
      if (part !== null) parts.set(name, part);
    }
    leaves.push(parts);
  }
  const referring = new Set(table.foreignKeys.flatMap((key) => key.columns));
  for (const name of keys) {
    const parts = completed(leaves.map((leaf) => leaf.get(name) ?? null));
    if (columns[name] !== undefined || referring.has(name) || parts.length === 0) continue;
    if (parts.every((part): part is Part => part !== null)) columns[name] = spread(parts, table.name);
  }
}

/** A partition that leaves a column free has there what others have. */
function completed(parts: readonly (Part | null)[]): (Part | null)[] {
  const known = parts.filter((part) => part !== null);
  const values = known.flatMap((part) => ('from' in part ? [] : part));
  if (known.length === 0) return [...parts];
  return parts.map((part, i) => part ?? (values.length > 0 ? values : known[i % known.length]!));
}

function partOf(
  { choices, min, max }: ColumnFacts,
  base: string,
  table: AutoTable['table'],
  name: string,
): Part | null {
  const { type } = table.columns.find((column) => column.name === name)!;
  if (choices !== null && choices.length > 0) return choices.map((value) => typed(value, type));
  const moment = /^(date|timestamp)/.test(base);
  if (!moment && !/^(int[248]|numeric|float[48])$/.test(base)) return null;
  const value = (text: string) => (moment ? Date.parse(isoText(text)) : Number(text));
  const step = base === 'date' ? 86_400_000 : 1;
  const span = moment ? 30 * 86_400_000 : 1000;
  const from = min === null ? null : value(min.value) + (min.inclusive ? 0 : step);
  const to = max === null ? null : value(max.value) + (max.inclusive ? step : 0);
  if (from === null && to === null) return null;
  const part = { from: from ?? to! - span, to: to ?? from! + span, moment };
  return Number.isNaN(part.from) || Number.isNaN(part.to) || part.from >= part.to ? null : part;
}

function spread(parts: readonly Part[], table: string): AnyColumn {
  const [leaf, within] = [multiplierOf(table, 'partition'), multiplierOf(table, 'within')];
  const value = (n: number) => {
    const part = parts[indexOf(n, leaf, parts.length)]!;
    if (!('from' in part)) return part[indexOf(n, within, part.length)];
    const at = part.from + Math.floor(((Math.imul(n, within) >>> 0) / 2 ** 32) * (part.to - part.from));
    return part.moment ? new Date(at) : at;
  };
  return derived(spelled((_row: never, n: number) => value(n), spreadText(parts, leaf, within)));
}

function spreadText(parts: readonly Part[], leaf: number, within: number): string {
  const chosen = (list: string) => `${list}[${indexText(leaf, parts.length)}]`;
  const spans = parts.filter((part) => 'from' in part);
  if (spans.length < parts.length) {
    const lists = parts.map((part) => ('from' in part ? [part.from] : part));
    return `(_row, n) => { const part = ${chosen(literalOf(lists))}!; return part[(Math.imul(n, ${within}) >>> 8) % part.length]; }`;
  }
  const pairs = literalOf(spans.map(({ from, to }) => [from, to]));
  const share = `Math.floor(((Math.imul(n, ${within}) >>> 0) / 2 ** 32) * (to - from))`;
  const made = spans[0]!.moment ? `new Date(from + ${share})` : `from + ${share}`;
  return `(_row, n) => { const [from = 0, to = 0] = ${chosen(pairs)} ?? []; return ${made}; }`;
}
