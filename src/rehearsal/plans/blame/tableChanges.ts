import type { CatalogTable } from '../../../evidence/PlanCatalog.ts';
import { quoteIdentifier } from '../../../migrations/quoteIdentifier.ts';
import type { SchemaChange } from './SchemaChange.ts';
import type { SchemaState } from './SchemaState.ts';

/** From so much more or less on, rows or pages are a change that is worth saying. */
const notable = { share: 0.1, rows: 1, pages: 16 };

/** Of tables, partitions and their extended statistics. */
export function tableChanges(before: SchemaState, after: SchemaState): SchemaChange[] {
  const had = new Map(before.catalog.tables.map((table) => [table.oid, table]));
  const has = new Map(after.catalog.tables.map((table) => [table.oid, table]));
  const nameAt = (tables: typeof has, oid: number | null) => {
    const found = oid === null ? undefined : tables.get(oid);
    return found ? nameOfTable(found) : 'its table';
  };
  const texts = (table: CatalogTable): string[] => {
    const old = had.get(table.oid);
    const name = nameOfTable(table);
    if (!old)
      return [table.root === null ? `created ${name}` : `attached ${name} to ${nameAt(has, table.root)}`];
    return [
      ...(nameOfTable(old) === name ? [] : [`renamed ${nameOfTable(old)} to ${name}`]),
      ...(old.root !== null && table.root === null ? [`detached ${name} from ${nameAt(had, old.root)}`] : []),
      ...(old.root === null && table.root !== null ? [`attached ${name} to ${nameAt(has, table.root)}`] : []),
      ...old.statistics
        .filter((one) => !table.statistics.includes(one))
        .map((one) => `dropped statistics ${one} of ${name}`),
      ...table.statistics
        .filter((one) => !old.statistics.includes(one))
        .map((one) => `created statistics ${one} of ${name}`),
      ...storageChanges(before, after, table.oid, name),
      ...rowChange(old.rows, table.rows, name),
    ];
  };
  return [
    ...before.catalog.tables
      .filter(({ oid }) => !has.has(oid))
      .map((table) => ({ text: `dropped ${nameOfTable(table)}`, table: table.oid })),
    ...after.catalog.tables.flatMap((table) => texts(table).map((text) => ({ text, table: table.oid }))),
  ];
}

/** As PostgreSQL prints it: `public.orders`. */
export function nameOfTable({ schema, name }: Pick<CatalogTable, 'schema' | 'name'>): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

function storageChanges(before: SchemaState, after: SchemaState, oid: number, name: string): string[] {
  const old = before.tables.find((table) => table.oid === oid);
  const now = after.tables.find((table) => table.oid === oid);
  if (!old || !now) return [];
  const texts: string[] = [];
  if (old.file !== now.file && old.pages > 0)
    texts.push(now.pages === 0 ? `emptied ${name}` : `rewrote ${name}`);
  const grown = Math.abs(now.pages - old.pages);
  if (now.pages > 0 && grown >= notable.pages && grown > notable.share * old.pages)
    texts.push(`left ${name} with ${figure(now.pages)} pages instead of ${figure(old.pages)}`);
  if (old.rowSecurity !== now.rowSecurity)
    texts.push(`${now.rowSecurity ? 'enabled' : 'disabled'} row-level security of ${name}`);
  const set = now.options.filter((one) => !old.options.includes(one));
  for (const one of set) texts.push(`set ${one.replace('=', ' = ')} for ${name}`);
  return texts;
}

function rowChange(before: number, after: number, name: string): string[] {
  if (before < 0 || after < 0) return [];
  const change = Math.abs(after - before);
  if (change < notable.rows || change <= notable.share * before) return [];
  return [`changed the rows of ${name} from ${figure(before)} to ${figure(after)}`];
}

function figure(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}
