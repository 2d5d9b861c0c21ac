import type { Client } from 'pg';
import { statementError } from '../../statementError.ts';
import { absentValue } from './absentValue.ts';
import type { OfTable, ParameterUse, ParameterUses } from './ParameterUse.ts';
import { type PickedRow, type PickedRows, pickRows } from './pickRows.ts';
import { rangeBounds, type ShareName } from './rangeBounds.ts';
import { tableSample } from './tableSample.ts';

export type ValueName = 'top' | 'median' | 'rare' | 'absent' | 'null' | ShareName;

/** What a parameter may be given, by the name of the set. */
export type Candidates = Partial<Record<ValueName, string | null>>;

type Placed<Kind extends ParameterUse['kind']> = {
  number: number;
  type: string;
  use: Extract<ParameterUse, { kind: Kind }>;
};

/** By place from 0; missing for parameters that no table tells of. */
export async function candidatesOf(
  client: Client,
  { uses, optional }: ParameterUses,
  types: readonly string[],
): Promise<(Candidates | undefined)[]> {
  const found: (Candidates | undefined)[] = types.map(() => undefined);
  const placed = [...uses].map(([number, use]) => ({ number, use, type: types[number - 1] ?? '' }));
  const sources = new Map<string, typeof placed>();
  for (const one of placed) {
    if (!('source' in one.use)) continue;
    sources.set(one.use.source, [...(sources.get(one.use.source) ?? []), one]);
  }
  for (const of of sources.values()) {
    const { table } = of[0]!.use as OfTable;
    const from = await tableSample(client, table);
    const keys = of.filter((one): one is Placed<'key'> => one.use.kind === 'key');
    const assigned = of.filter((one): one is Placed<'assigned'> => one.use.kind === 'assigned');
    await addKeys(client, from, keys, assigned, found);
    for (const { number, use, type } of keys) {
      const absent = use.column
        ? await absentValue(client, table.name, use.expression, type.replace(/\[\]$/, ''))
        : null;
      if (absent !== null) put(found, number, 'absent', use.list ? list([absent]) : absent);
      if (use.column && !use.column.notNull && !use.list) put(found, number, 'null', null);
    }
    await addRanges(client, from, of, found);
  }
  for (const number of optional) put(found, number, 'null', null);
  return found;
}

async function addKeys(
  client: Client,
  from: string,
  keys: readonly Placed<'key'>[],
  assigned: readonly Placed<'assigned'>[],
  found: (Candidates | undefined)[],
): Promise<void> {
  // A row that is written whole is some row as there are others, but for what must not be there twice.
  const [by, others] = keys.length > 0 ? [keys, assigned] : [assigned, []];
  if (by.length === 0) return;
  const picked = await picks(
    client,
    from,
    by.map(({ use }) => use.expression),
    others.map(({ use }) => use.expression),
  );
  const names = namesOf(picked);
  for (const name of names) {
    const rows = picked[name];
    for (const [index, { number, use }] of by.entries()) {
      const values = rows.map((row) => row.keys[index]!);
      const value = use.kind === 'key' && use.list ? list([...new Set(values)]) : values[0]!;
      put(found, number, name, value);
    }
    for (const [index, { number }] of others.entries())
      put(found, number, name, rows[0]!.others[index] ?? null);
  }
  for (const { number, use, type } of assigned) {
    if (!use.inserted || !isUnique(use)) continue;
    const absent = await absentValue(client, use.table.name, use.expression, type);
    if (absent !== null) put(found, number, 'absent', absent);
  }
}

/** Names that differ: where every value is there once, none is common or rare. */
function namesOf({ top, rare, median }: PickedRows): ('top' | 'rare' | 'median')[] {
  const most = top[0]?.count ?? 0;
  if (most === 0) return [];
  if (median.length === 0) return ['top'];
  if (most === 1) return ['median'];
  return (rare[0] as PickedRow).count < most ? ['top', 'median', 'rare'] : ['top', 'median'];
}

async function picks(
  client: Client,
  from: string,
  keys: readonly string[],
  others: readonly string[],
): Promise<PickedRows> {
  const texts = keys.map((key) => `(${key})::pg_catalog.text`);
  await client.query('SAVEPOINT picks');
  try {
    return await pickRows(client, from, keys, others);
  } catch (error) {
    // undefined_function: a type without an order, such as json.
    if (statementError(error)?.code !== '42883') throw error;
    await client.query('ROLLBACK TO SAVEPOINT picks');
    return pickRows(client, from, texts, others);
  }
}

function isUnique({ table, column }: OfTable): boolean {
  return column !== null && table.unique.some((key) => key.includes(column.name));
}

async function addRanges(
  client: Client,
  from: string,
  of: readonly { number: number; use: ParameterUse }[],
  found: (Candidates | undefined)[],
): Promise<void> {
  const ranges = of.filter((one): one is Placed<'range'> => one.use.kind === 'range');
  for (const expression of new Set(ranges.map(({ use }) => use.expression))) {
    const own = ranges.filter(({ use }) => use.expression === expression);
    const bounds = new Set(own.map(({ use }) => use.bound));
    for (const [name, values] of await rangeBounds(client, from, expression, bounds))
      for (const { number, use } of own) put(found, number, name, values[use.bound]);
  }
}

function put(found: (Candidates | undefined)[], number: number, name: ValueName, value: string | null): void {
  found[number - 1] = { ...found[number - 1], [name]: value };
}

/** An array's text. */
function list(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
