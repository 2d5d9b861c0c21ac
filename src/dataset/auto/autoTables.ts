import { nullable } from '../../scenario/columns/nullable.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import type { TableRows } from '../../scenario/columns/TableDeclaration.ts';
import { timestamps } from '../../scenario/columns/timestamps.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { CatalogColumn, CatalogTable } from '../catalog/Catalog.ts';
import type { TargetTable } from '../resolveTables.ts';
import { type AutoTable, Unfillable } from './AutoTable.ts';
import { choicesOf } from './choicesOf.ts';
import { contentOf } from './contentOf.ts';
import { type Parent, referenceColumns } from './referenceColumns.ts';
import { uniqueColumn } from './uniqueColumn.ts';

export interface AutoRequest {
  /** The tables to fill. */
  tables: readonly CatalogTable[];
  rows: number;
  /** Tables that are declared, and those that hold rows already, by name. */
  others: ReadonlyMap<string, Parent>;
  /** Tables that turned out not to be fillable, with the reason. */
  unfilled: ReadonlyMap<string, string>;
}

/** Declares tables from the catalog alone: keys first, then references, then content. */
export function autoTables({ tables, rows, others, unfilled }: AutoRequest): {
  targets: TargetTable[];
  unfilled: Map<string, string>;
} {
  const without = new Map(unfilled);
  const most = new Map<string, number>();
  for (;;) {
    const autos = new Map<string, AutoTable>();
    for (const table of tables)
      if (!without.has(table.name)) autos.set(table.name, emptyTable(table, most.get(table.name) ?? rows));
    const parents = new Map<string, Parent>(others);
    for (const auto of autos.values()) parents.set(auto.table.name, { kind: 'declared', auto });
    const before = without.size;
    for (const auto of autos.values()) {
      try {
        declareKeys(auto);
      } catch (error) {
        if (!(error instanceof Unfillable)) throw error;
        without.set(auto.table.name, error.message);
      }
    }
    for (const auto of autos.values()) {
      try {
        if (!without.has(auto.table.name)) declareRest(auto, parents);
      } catch (error) {
        if (!(error instanceof Unfillable)) throw error;
        without.set(auto.table.name, error.message);
      }
    }
    // A table that fell out, or has fewer rows, is another parent: the others are declared again.
    const lowered = [...autos.values()].filter((auto) => auto.rows < (most.get(auto.table.name) ?? rows));
    for (const auto of lowered) most.set(auto.table.name, auto.rows);
    if (without.size === before && lowered.length === 0)
      return {
        targets: [...autos.values()].map(({ table, declaration, rows }) => ({ table, declaration, rows })),
        unfilled: without,
      };
  }
}

function emptyTable(table: CatalogTable, rows: number): AutoTable {
  const columns: AutoTable['columns'] = {};
  const declaration: AutoTable['declaration'] = {
    name: table.name,
    columns,
    rows: (count): TableRows => ({ table: declaration, rows: count }),
  };
  return { table, columns, declaration, rows };
}

/** One column of each key is made unique, which makes the key unique; a key of references is left to them. */
function declareKeys(auto: AutoTable): void {
  const { table, columns } = auto;
  const referring = new Set(table.foreignKeys.flatMap((key) => key.columns));
  for (const key of table.keys) {
    if (key.kind === 'exclusion') continue;
    const members = table.columns.filter(({ name }) =>
      key.columns ? key.columns.includes(name) : mentions(key.definition, name),
    );
    if (members.some(({ name }) => columns[name] !== undefined)) continue;
    const free = members.filter(({ name, generated }) => !referring.has(name) && !generated);
    const choices = free.flatMap((column) => {
      try {
        return [{ column, unique: uniqueColumn(column) }];
      } catch {
        return [];
      }
    });
    const best = choices.sort((a, b) => b.unique.most - a.unique.most)[0];
    if (best !== undefined) {
      columns[best.column.name] = best.unique.column;
      auto.rows = Math.min(auto.rows, best.unique.most);
    } else if (!members.some(({ name }) => referring.has(name)))
      throw new Unfillable(`no unique values are known for ${key.name}: ${key.definition}`);
  }
}

function mentions(definition: string, column: string): boolean {
  return new RegExp(`(^|[^\\w])"?${column.replace(/\W/g, '\\$&')}"?([^\\w]|$)`).test(
    definition.slice(definition.indexOf('(')),
  );
}

function declareRest(auto: AutoTable, parents: ReadonlyMap<string, Parent>): void {
  const { table, columns } = auto;
  referenceColumns(auto, parents);
  for (const column of table.columns) {
    const { name } = column;
    if (columns[name] !== undefined || column.generated) continue;
    const declared = free(column, table);
    if (declared !== null) columns[name] = declared;
  }
  if (Object.keys(columns).length === 0) throw new Unfillable('it has no column to write');
}

/** Null: the default, or NULL where no values are known. */
function free(column: CatalogColumn, table: CatalogTable) {
  const { name, type, notNull, hasDefault, sequences } = column;
  if (sequences.length > 0) return sequence();
  // Defaults of these types are clocks and random numbers, which would differ from build to build.
  if (hasDefault && type.base === 'uuid') return uuid();
  if (hasDefault && /^(timestamp|date)/.test(type.base))
    return timestamps({ from: '-730 d', correlation: 1 });
  if (hasDefault) return null;
  try {
    const choices = choicesOf(name, table);
    const content = choices
      ? oneOf(
          choices,
          choices.map((_, i) => 1 / (i + 1)),
        )
      : contentOf(name, type);
    return notNull ? content : nullable(0.2, content);
  } catch (error) {
    if (error instanceof Unfillable && !notNull) return null;
    throw error;
  }
}
