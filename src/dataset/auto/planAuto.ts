import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { Storage, TableDeclaration, TableRows } from '../../scenario/columns/TableDeclaration.ts';
import type { CatalogColumn, CatalogTable } from '../catalog/Catalog.ts';
import type { TargetTable } from '../resolveTables.ts';
import { readValue } from '../values/readValue.ts';
import { TableSources } from '../values/TableSources.ts';
import type { World } from '../values/ValueSource.ts';
import { type AutoTable, Unfillable } from './AutoTable.ts';
import { askServer } from './askServer.ts';
import { conditionsOf } from './Condition.ts';
import { conditionFacts } from './conditionFacts.ts';
import { declareContent } from './declareContent.ts';
import { declareKeys } from './declareKeys.ts';
import type { KnownTable } from './KnownTable.ts';
import { meetConditions } from './meetConditions.ts';
import type { Parent } from './Parent.ts';
import { partitionColumns } from './partitionColumns.ts';
import { declareReference, likelyReference } from './referenceColumns.ts';
import { declareOwned, sharedOwners, tooManyOwners } from './sharedOwners.ts';
import type { UniqueColumn } from './uniqueColumn.ts';

export interface AutoRequest {
  /** The tables to fill. */
  tables: readonly CatalogTable[];
  /** Rows that a table is to get, where its keys allow so many. */
  rowsOf(table: CatalogTable): number;
  /** Columns that an author has declared, by the table's name; the others are made up. */
  given: ReadonlyMap<string, TableDeclaration>;
  /** How declared tables are stored, by name. */
  storage: ReadonlyMap<string, Storage | undefined>;
  /** Tables that keep the rows that they have, by name. */
  kept: ReadonlyMap<string, Parent>;
  /** The greatest numbers that rows have already, by table and column. */
  last: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** What is known from elsewhere, by the table's name. */
  known: ReadonlyMap<string, KnownTable>;
  seed: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** What earlier attempts to load have taught, by the table's name. */
export interface Lessons {
  /** Tables that cannot be filled, with the reason. */
  unfilled: Map<string, string>;
  /** The most rows that a table takes. */
  most: Map<string, number>;
  /** Columns that are to be NULL, since a condition refused some of their values. */
  empty: Map<string, Set<string>>;
}

/**
 * Declares tables from the catalog alone: what partitions ask, keys, references, content; then the server is
 * asked whether sample rows hold to all conditions. Adds to `lessons` which tables cannot be filled.
 */
export async function planAuto(
  client: Client,
  request: AutoRequest,
  lessons: Lessons,
): Promise<TargetTable[]> {
  const accepted = new Map<string, boolean>();
  for (;;) {
    const autos = await startAll(request, lessons);
    const parents = new Map<string, Parent>(request.kept);
    for (const auto of autos) parents.set(auto.table.name, { kind: 'declared', auto });
    const before = lessons.unfilled.size;
    const each = async (work: (auto: AutoTable) => Promise<void> | void) => {
      for (const auto of autos) {
        if (lessons.unfilled.has(auto.table.name)) continue;
        try {
          await work(auto);
        } catch (error) {
          if (!isReason(error, auto, request)) throw error;
          lessons.unfilled.set(auto.table.name, error.message);
          parents.delete(auto.table.name);
        }
      }
    };
    const allowed = (auto: AutoTable, column: CatalogColumn, ways: readonly UniqueColumn[]) =>
      firstAllowed(client, request, accepted, auto, column, ways);
    const owners = sharedOwners(autos.map(({ table }) => table));
    const many = tooManyOwners(owners, autos, parents);
    for (const [name, rows] of many) lessons.most.set(name, rows);
    if (many.size > 0) continue;
    await each(partitionColumns);
    await each((auto) => declareOwned(auto, owners, parents));
    await each((auto) => declareKeys(auto, { parents, now: request.now, allowed }));
    await each((auto) => declareReferences(auto, parents, autos));
    await each(declareContent);
    for (const auto of autos) leaveEmpty(auto, lessons.empty.get(auto.table.name));
    // A table that fell out, or has fewer rows, is another parent: the others are declared again.
    const lowered = autos.filter(
      (auto) => !lessons.unfilled.has(auto.table.name) && auto.rows < asked(auto.table, request, lessons),
    );
    for (const auto of lowered) lessons.most.set(auto.table.name, auto.rows);
    if (lessons.unfilled.size > before || lowered.length > 0) continue;

    const world = worldOf(autos, request);
    await each((auto) => tryOut(new TableSources(auto.declaration, auto.rows, world)));
    await each((auto) =>
      meetConditions(client, auto, () => new TableSources(auto.declaration, auto.rows, world)),
    );
    if (lessons.unfilled.size === before)
      return autos.map(({ table, declaration, rows }) => ({
        table,
        declaration,
        rows,
        storage: request.storage.get(table.name),
      }));
  }
}

function asked(table: CatalogTable, { rowsOf }: AutoRequest, { most }: Lessons): number {
  return Math.max(1, Math.min(rowsOf(table), most.get(table.name) ?? Number.POSITIVE_INFINITY));
}

async function startAll(request: AutoRequest, lessons: Lessons): Promise<AutoTable[]> {
  const autos: AutoTable[] = [];
  for (const table of request.tables) {
    if (lessons.unfilled.has(table.name)) continue;
    const given = request.given.get(table.name);
    // Without a prototype: a column may be named constructor.
    const columns: Record<string, AnyColumn> = Object.assign(Object.create(null), given?.columns);
    const declaration: TableDeclaration = {
      name: given?.name ?? table.name,
      columns,
      rows: (count): TableRows => ({ table: declaration, rows: count }),
    };
    const conditions = conditionsOf(table);
    autos.push({
      table,
      columns,
      declaration,
      rows: asked(table, request, lessons),
      conditions,
      facts: await conditionFacts(conditions),
      known: request.known.get(table.name) ?? null,
      digits: new Map(),
      given: new Set(Object.keys(columns)),
      last: Object.assign(Object.create(null), request.last.get(table.name)),
    });
  }
  return autos;
}

function declareReferences(
  auto: AutoTable,
  parents: ReadonlyMap<string, Parent>,
  autos: readonly AutoTable[],
): void {
  // The widest first: a single column of a key of several takes what the others need.
  const keys = [...auto.table.foreignKeys].sort((a, b) => b.columns.length - a.columns.length);
  for (const key of keys) declareReference(auto, key, parents, null);
  for (const { name, generated } of auto.table.columns) {
    if (generated || auto.columns[name] !== undefined) continue;
    const likely = likelyReference(auto, name, parents, autos);
    if (likely !== null) declareReference(auto, likely, parents, null);
  }
}

function leaveEmpty({ columns, given }: AutoTable, empty: ReadonlySet<string> | undefined): void {
  for (const name of empty ?? [])
    if (!given.has(name)) columns[name] = { kind: 'constant', constant: null } as AnyColumn;
}

/** Why a table stays empty, other than by an author's mistake. */
function isReason(error: unknown, { table }: AutoTable, { given }: AutoRequest): error is Error {
  if (error instanceof Unfillable) return true;
  return error instanceof PgrehearseError && error.code.startsWith('data/') && !given.has(table.name);
}

/** Computes a row, which a column that depends on itself cannot. */
function tryOut(sources: TableSources): void {
  sources.begin(Int32Array.of(0), 1);
  for (const name of Object.keys(sources.table.columns)) sources.filled(name);
}

function worldOf(autos: readonly AutoTable[], { seed, now }: AutoRequest): World {
  const rows = new Map(autos.map(({ declaration, rows }) => [declaration.name, rows]));
  return { seed, now, rows, dictionaries: new Map() };
}

/** Asks the server about the first, the middle and the last values of each way, with the conditions on that column alone. */
async function firstAllowed(
  client: Client,
  { seed, now }: AutoRequest,
  accepted: Map<string, boolean>,
  auto: AutoTable,
  column: CatalogColumn,
  ways: readonly UniqueColumn[],
): Promise<UniqueColumn | null> {
  const own = auto.conditions.filter(({ columns }) => columns.length === 1 && columns[0] === column.name);
  if (own.length === 0) return ways[0] ?? null;
  for (const [i, way] of ways.entries()) {
    const rows = Math.min(auto.rows, way.most);
    const key = JSON.stringify([auto.table.name, column.name, i, ways.length, rows]);
    let holds = accepted.get(key);
    if (holds === undefined) {
      const declaration = {
        name: auto.table.name,
        columns: { [column.name]: way.column },
      } as TableDeclaration;
      const sources = new TableSources(declaration, rows, {
        seed,
        now,
        rows: new Map(),
        dictionaries: new Map(),
      });
      const numbers = Int32Array.of(
        0,
        Math.min(8, rows - 1),
        Math.min(10, rows - 1),
        Math.floor(rows / 2),
        rows - 1,
      );
      sources.begin(numbers, numbers.length);
      const { vector } = sources.filled(column.name);
      const values = [...numbers].map((_, n) => ({ [column.name]: readValue(vector, n) }));
      holds = (await askServer(client, auto.table, own, values)).every((row) => row.every(Boolean));
      accepted.set(key, holds);
    }
    if (holds) return way;
  }
  return null;
}
