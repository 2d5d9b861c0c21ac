import type { CatalogColumn } from '../../../evidence/PlanCatalog.ts';
import type { SchemaChange } from './SchemaChange.ts';
import type { SchemaState } from './SchemaState.ts';
import { nameOfTable } from './tableChanges.ts';

interface Column {
  catalog: CatalogColumn;
  target: number | null;
  options: readonly string[];
}

/** Of tables that are there before and after; known by their numbers, so that a renamed column is the same. */
export function columnChanges(before: SchemaState, after: SchemaState): SchemaChange[] {
  return after.catalog.tables.flatMap((table) => {
    const old = before.catalog.tables.find(({ oid }) => oid === table.oid);
    if (!old || old.columns.length === 0 || table.columns.length === 0) return [];
    const [had, has] = [columnsOf(before, table.oid), columnsOf(after, table.oid)];
    const name = nameOfTable(table);
    const texts = [
      ...[...had]
        .filter(([number]) => !has.has(number))
        .map(([, one]) => `dropped ${one.catalog.name} of ${name}`),
      ...[...has].flatMap(([number, column]) => {
        const was = had.get(number);
        return was ? changesOf(was, column, name) : [`added ${column.catalog.name} to ${name}`];
      }),
      ...lostStatistics(had, has, name),
    ];
    return texts.map((text) => ({ text, table: table.oid }));
  });
}

function columnsOf({ catalog, columns }: SchemaState, oid: number): Map<number, Column> {
  const described = catalog.tables.find((table) => table.oid === oid)?.columns ?? [];
  return new Map(
    columns
      .filter(({ table }) => table === oid)
      .flatMap(({ number, name, target, options }) => {
        const found = described.find((column) => column.name === name);
        return found ? [[number, { catalog: found, target, options }] as const] : [];
      }),
  );
}

function changesOf(old: Column, column: Column, table: string): string[] {
  const [was, is] = [old.catalog, column.catalog];
  const { name } = is;
  const texts: string[] = [];
  if (was.name !== name) texts.push(`renamed ${was.name} of ${table} to ${name}`);
  if (was.type !== is.type)
    texts.push(`changed the type of ${name} of ${table} from ${was.type} to ${is.type}`);
  if (was.collation !== is.collation)
    texts.push(
      `changed the collation of ${name} of ${table} from ${was.collation ?? 'its default'} to ${is.collation ?? 'its default'}`,
    );
  if (was.notNull !== is.notNull)
    texts.push(is.notNull ? `made ${name} of ${table} NOT NULL` : `lets ${name} of ${table} be NULL`);
  if (old.target !== column.target)
    texts.push(`set STATISTICS ${column.target ?? 'to its default'} for ${name} of ${table}`);
  const options = column.options.filter((one) => !old.options.includes(one));
  const reset = old.options.filter(
    (one) => !column.options.some((now) => now.split('=')[0] === one.split('=')[0]),
  );
  for (const one of options) texts.push(`set ${one.replace('=', ' = ')} for ${name} of ${table}`);
  for (const one of reset) texts.push(`reset ${one.split('=')[0]} of ${name} of ${table}`);
  return texts;
}

/** A rewritten column has none until ANALYZE. */
function lostStatistics(
  had: ReadonlyMap<number, Column>,
  has: ReadonlyMap<number, Column>,
  table: string,
): string[] {
  const lost = [...has].flatMap(([number, { catalog }]) =>
    had.get(number)?.catalog.analyzed && !catalog.analyzed ? [catalog.name] : [],
  );
  return lost.length === 0 ? [] : [`left ${lost.join(', ')} of ${table} without statistics`];
}
