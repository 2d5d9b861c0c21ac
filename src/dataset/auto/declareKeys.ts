import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import type { CatalogColumn, CatalogForeignKey, CatalogKey } from '../catalog/Catalog.ts';
import { type AutoTable, type Digit, Unfillable } from './AutoTable.ts';
import { mentioned } from './Condition.ts';
import { exclusiveColumns } from './exclusiveColumns.ts';
import { limitedValues } from './limitedValues.ts';
import { type Parent, rowsOf } from './Parent.ts';
import { declareReference } from './referenceColumns.ts';
import { digitOf, digitText } from './scattered.ts';
import { literalOf, spelled } from './spelled.ts';
import { type UniqueColumn, uniqueColumns } from './uniqueColumn.ts';

/** What the keys of a table are declared with. */
export interface KeyContext {
  parents: ReadonlyMap<string, Parent>;
  /** Milliseconds since 1970. */
  now: number;
  /** The first of some ways to make a column unique that its conditions allow. */
  allowed(
    auto: AutoTable,
    column: CatalogColumn,
    ways: readonly UniqueColumn[],
  ): Promise<UniqueColumn | null>;
}

/**
 * Declares columns so that each key comes once: one column that is unique by itself, or columns that count together,
 * references in turn first. Lowers the table's rows to what its keys allow; a partial key allows the rest outside it.
 */
export async function declareKeys(auto: AutoTable, context: KeyContext): Promise<void> {
  const keys = auto.table.keys.map((key) => ({ key, members: membersOf(key, auto) }));
  keys.sort((a, b) => a.members.length - b.members.length);
  for (const { key, members } of keys) {
    if (key.kind === 'exclusion' && exclusiveColumns(auto, key, members)) continue;
    await declareKey(auto, key, members, context);
  }
}

function membersOf({ columns, definition }: CatalogKey, { table }: AutoTable): CatalogColumn[] {
  const names = columns ?? mentioned(definition.slice(definition.indexOf(' USING ')), table);
  const members = names.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
  // A generated column is unique where what it is computed from is.
  const sources = members.flatMap(({ generated, defaultSql }) =>
    generated && defaultSql !== null ? mentioned(defaultSql, table) : [],
  );
  const more = table.columns.filter((column) => sources.includes(column.name) && !members.includes(column));
  return [...members, ...more];
}

async function declareKey(
  auto: AutoTable,
  key: CatalogKey,
  members: readonly CatalogColumn[],
  context: KeyContext,
): Promise<void> {
  const { columns, digits, given } = auto;
  // What an author has declared is theirs, and a generated column follows others.
  if (members.length === 0 || members.every(({ name, generated }) => given.has(name) || generated)) return;
  const referring = new Set(auto.table.foreignKeys.flatMap((one) => one.columns));
  const free = members.filter(
    ({ name, generated }) => columns[name] === undefined && !referring.has(name) && !generated,
  );
  let covered = chain(members, digits);
  const refers = members.some(({ name }) => referring.has(name));
  const limited = new Map<CatalogColumn, unknown[]>();
  for (const column of free) {
    const values = limitedValues(column, auto.facts.columns.get(column.name) ?? noneKnown, context.now);
    if (values !== null && (refers || !(await uniqueAlone(auto, column, context))))
      limited.set(column, values);
  }

  if (covered < auto.rows) {
    const many = free.filter((column) => !limited.has(column));
    // What an expression makes of unique values may be equal.
    const plain = many.filter(({ name }) => key.plain.includes(name));
    for (const candidates of plain.length > 0 && plain.length < many.length ? [plain, many] : [many]) {
      const best = await bestUnique(auto, candidates, context);
      if (best === null || best.unique.most < auto.rows) continue;
      columns[best.column.name] = best.unique.column;
      digits.set(best.column.name, { stride: 1, values: Number.POSITIVE_INFINITY });
      return;
    }
  }
  covered = countReferences(auto, members, covered, context);
  const reach = [...limited.values()].reduce((product, values) => product * values.length, covered);
  if (reach < auto.rows) covered = await declareUnique(auto, free, reach, covered, context);
  for (const [{ name }, values] of limited) {
    if (covered >= auto.rows || columns[name] !== undefined) continue;
    covered = count(auto, name, values, covered);
  }
  if (covered < auto.rows) covered = await declareUnique(auto, free, covered, covered, context);
  if (covered >= auto.rows) return;
  if (key.predicate !== null) {
    auto.conditions.push({
      name: key.name,
      expression: `(${key.predicate}) is not true`,
      columns: mentioned(key.predicate, auto.table),
    });
    return;
  }
  // NULLs are equal to nothing, so that a column without values may stay empty.
  const empty = members.find(({ name, notNull }) => !notNull && columns[name] === undefined);
  if (covered <= 1 && empty !== undefined && key.nullsDistinct) {
    columns[empty.name] = nothing;
    return;
  }
  const own = members.some(({ name }) => digits.has(name));
  if (!own) throw new Unfillable(`no unique values are known for ${key.name}: ${key.definition}`);
  auto.rows = Math.max(1, covered);
}

const noneKnown = { choices: null, min: null, max: null, minLength: null, maxLength: null, patterns: [] };
const nothing: AnyColumn = { kind: 'constant', constant: null } as AnyColumn;

/** The column that is unique for the most rows, where it is for more than others reach; gives for how many. */
async function declareUnique(
  auto: AutoTable,
  free: readonly CatalogColumn[],
  reach: number,
  covered: number,
  context: KeyContext,
): Promise<number> {
  const { columns, digits } = auto;
  const best = await bestUnique(
    auto,
    free.filter(({ name }) => columns[name] === undefined),
    context,
  );
  if (best === null || best.unique.most <= reach) return covered;
  columns[best.column.name] = best.unique.column;
  digits.set(best.column.name, { stride: 1, values: best.unique.most });
  return best.unique.most;
}

async function uniqueAlone(auto: AutoTable, column: CatalogColumn, context: KeyContext): Promise<boolean> {
  const best = await bestUnique(auto, [column], context);
  return best !== null && best.unique.most >= auto.rows;
}

async function bestUnique(
  auto: AutoTable,
  candidates: readonly CatalogColumn[],
  { allowed }: KeyContext,
): Promise<{ column: CatalogColumn; unique: UniqueColumn } | null> {
  let best: { column: CatalogColumn; unique: UniqueColumn } | null = null;
  for (const column of candidates) {
    const ways = uniqueColumns(column, auto.facts.columns.get(column.name), auto.last[column.name]);
    const enough = ways.filter(({ most }) => most >= auto.rows);
    const unique =
      (await allowed(auto, column, enough)) ??
      (await allowed(
        auto,
        column,
        [...ways].sort((a, b) => b.most - a.most),
      ));
    if (unique !== null && (best === null || unique.most > best.unique.most)) best = { column, unique };
  }
  return best;
}

/** Rows that the digits of a key tell apart: those whose strides are the products of the values before them. */
function chain(members: readonly CatalogColumn[], digits: ReadonlyMap<string, Digit>): number {
  let covered = 1;
  const own = members
    .flatMap(({ name }) => digits.get(name) ?? [])
    .sort((a, b) => a.stride - b.stride || b.values - a.values);
  for (const { stride, values } of own) if (stride === covered) covered *= values;
  return covered;
}

function countReferences(
  auto: AutoTable,
  members: readonly CatalogColumn[],
  before: number,
  { parents }: KeyContext,
): number {
  let covered = before;
  const names = new Set(members.map(({ name }) => name));
  const keys = auto.table.foreignKeys.filter(
    (key) =>
      key.columns.some((name) => names.has(name)) &&
      key.columns.every((name) => auto.columns[name] === undefined),
  );
  // A key that lies in this one whole says more than one that shares a column with it.
  keys.sort((a, b) => inside(b, names) - inside(a, names) || b.columns.length - a.columns.length);
  for (const key of keys) {
    if (covered >= auto.rows) break;
    const parent = parents.get(key.parent);
    if (parent === undefined && key.parent !== auto.table.name) {
      declareReference(auto, key, parents, null);
      // NULL in a key lets any number of rows be.
      if (key.columns.some((name) => isNull(auto.columns[name]))) covered = Number.POSITIVE_INFINITY;
      continue;
    }
    if (key.columns.some((name) => auto.columns[name] !== undefined)) continue;
    const digit = { stride: covered, values: parent === undefined ? auto.rows : rowsOf(parent) };
    const once = covered === 1 && digit.values >= auto.rows && parent?.kind !== 'existing';
    declareReference(auto, key, parents, { digit, once });
    const first = key.columns.find((name) => names.has(name))!;
    if (auto.columns[first] === undefined) continue;
    auto.digits.set(first, digit);
    covered *= digit.values;
  }
  return covered;
}

function inside(key: CatalogForeignKey, names: ReadonlySet<string>): number {
  return key.columns.every((name) => names.has(name)) ? 1 : 0;
}

function isNull(column: AnyColumn | undefined): boolean {
  return column?.kind === 'constant' && (column as { constant?: unknown }).constant === null;
}

function count(auto: AutoTable, name: string, values: readonly unknown[], stride: number): number {
  const digit = { stride, values: values.length };
  auto.digits.set(name, digit);
  auto.columns[name] = derived(
    spelled(
      (_row: never, n: number) => values[digitOf(n, digit)],
      `(_row, n) => ${arithmetic(values, digit) ?? `${literalOf(values)}[${digitText(digit)}]`}`,
    ),
  );
  return stride * values.length;
}

/** Long lists of numbers and days are spelled by how they are counted. */
function arithmetic(values: readonly unknown[], digit: Digit): string | null {
  const [first, second] = values;
  if (values.length < 20) return null;
  if (typeof first === 'number' && typeof second === 'number') return `${first} + (${digitText(digit)})`;
  if (first instanceof Date) return `new Date(${first.getTime()} - (${digitText(digit)}) * 86_400_000)`;
  return null;
}
