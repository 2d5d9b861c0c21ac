import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { constant } from '../../scenario/columns/constant.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { nullable } from '../../scenario/columns/nullable.ts';
import { type ReferenceOptions, references, selfReference } from '../../scenario/columns/references.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { when } from '../../scenario/columns/when.ts';
import { zipf } from '../../scenario/columns/zipf.ts';
import type { CatalogForeignKey } from '../catalog/Catalog.ts';
import { type AutoTable, type Digit, Unfillable } from './AutoTable.ts';
import type { KnownColumn } from './KnownTable.ts';
import type { Parent } from './Parent.ts';
import { digitOf, digitText, indexOf, indexText, multiplierOf } from './scattered.ts';
import { literalOf, memberOf, spelled } from './spelled.ts';

/** How a reference chooses its parents: by drawing, as a digit of a key, or among those of the same tenant. */
export type Choice = { digit: Digit; once: boolean } | { alike: number; inTurn?: number } | null;

/** Declares the columns of a foreign key that are not declared yet, all from one parent row. */
export function declareReference(
  auto: AutoTable,
  key: CatalogForeignKey,
  parents: ReadonlyMap<string, Parent>,
  choice: Choice,
): void {
  const { table, columns } = auto;
  const open = key.columns.filter((name) => columns[name] === undefined);
  if (open.length === 0) return;
  const column = (name: string) => table.columns.find((candidate) => candidate.name === name)!;
  if (toItself(auto, key, open)) return;
  const optional = open.some((name) => !column(name).notNull);
  const parent = parents.get(key.parent);
  if (key.parent !== table.name && parent === undefined) {
    if (!optional) throw new Unfillable(`${key.name} needs rows of ${key.parent}, which is not filled`);
    // MATCH SIMPLE: one NULL is enough, and the others take what content there is.
    const none = open.filter((name) => !column(name).notNull);
    for (const name of none) columns[name] = constant(null);
    return;
  }
  const pick =
    parent?.kind === 'existing'
      ? fromExisting(auto, key, parent.rows, choice)
      : fromDeclared(auto, key, open, parent?.auto ?? auto, choice);
  let share = nullShare(auto, key, open, choice);
  // A column that is never NULL leaves MATCH FULL no other way.
  if (key.full && (open.length < key.columns.length || open.some((name) => column(name).notNull))) share = 0;
  let leader: string | null = null;
  for (const name of open) {
    const made = pick(name);
    if (column(name).notNull || share === 0) columns[name] = made;
    else columns[name] = leader === null ? nullable(share, made) : whereOther(leader, made);
    if (!column(name).notNull) leader ??= name;
  }
}

/**
 * A reference to a row of the same table and the same tenant, where nothing tells the tenants: a column cannot be
 * taken from itself. NULL, or the row itself.
 */
function toItself({ table, columns }: AutoTable, key: CatalogForeignKey, open: readonly string[]): boolean {
  if (key.parent !== table.name) return false;
  const parentOf = (name: string) => key.parentColumns[key.columns.indexOf(name)]!;
  const rest = open.filter((name) => parentOf(name) !== name);
  if (rest.length === open.length) return false;
  const optional = rest.filter((name) => !table.columns.find((column) => column.name === name)!.notNull);
  for (const name of optional) columns[name] = constant(null);
  if (optional.length > 0) return true;
  for (const name of rest) {
    const member = memberOf(parentOf(name));
    columns[name] = derived(
      spelled((row: Record<string, unknown>) => row[parentOf(name)], `(row) => row${member}`),
    );
  }
  return true;
}

/** NULL where another column of the reference is, as rows without a parent have it. */
function whereOther(other: string, column: AnyColumn): AnyColumn {
  const member = memberOf(other);
  return when(
    spelled((row: Record<string, unknown>) => row[other] !== null, `(row) => row${member} !== null`),
    column,
  );
}

/** Of columns in a key, NULL would let rows be equal; that is for their conditions to ask. */
function nullShare(
  { known, table }: AutoTable,
  key: CatalogForeignKey,
  open: readonly string[],
  choice: Choice,
): number {
  const share = known?.columns?.[open[0]!]?.nullFraction;
  if (share !== undefined) return Math.min(1, Math.max(0, share));
  if (choice !== null && ('digit' in choice || choice.inTurn !== undefined)) return 0;
  return key.parent === table.name ? 0.3 : 0.1;
}

function fromExisting(
  auto: AutoTable,
  key: CatalogForeignKey,
  rows: readonly Readonly<Record<string, unknown>>[],
  choice: Choice,
): (name: string) => AnyColumn {
  const multiplier = multiplierOf(auto.table.name, key.name);
  const digit = choice !== null && 'digit' in choice ? choice.digit : null;
  return (name) => {
    const values = rows.map((row) => row[key.parentColumns[key.columns.indexOf(name)]!]);
    if (values.length === 1) return constant(values[0]);
    const text = digit ? digitText(digit) : indexText(multiplier, values.length);
    return derived(
      spelled(
        (_row: never, n: number) => values[digit ? digitOf(n, digit) : indexOf(n, multiplier, values.length)],
        `(_row, n) => ${literalOf(values)}[${text}]`,
      ),
    );
  };
}

function fromDeclared(
  { table, known }: AutoTable,
  key: CatalogForeignKey,
  open: readonly string[],
  parent: Pick<AutoTable, 'declaration' | 'rows'>,
  choice: Choice,
): (name: string) => AnyColumn {
  const [first] = open;
  const leading = optionsOf(choice, known?.columns?.[first!], parent.rows);
  return (name) => {
    const column = key.parentColumns[key.columns.indexOf(name)]!;
    const options: ReferenceOptions = name === first ? leading : { together: first! };
    return key.parent === table.name
      ? selfReference(column, options)
      : references(parent.declaration as TableDeclaration<Record<string, AnyColumn>>, column, options);
  };
}

function optionsOf(choice: Choice, known: KnownColumn | undefined, parents: number): ReferenceOptions {
  if (choice !== null && 'alike' in choice) return { ...choice };
  if (choice !== null) return choice.once ? { once: true } : { inTurn: choice.digit.stride };
  const distinct = known?.distinct;
  const childless =
    known?.childless ??
    (distinct !== undefined && distinct > 0 ? Math.max(0, Math.min(0.99, 1 - distinct / parents)) : 0.1);
  const correlation = known?.correlation;
  return {
    skew: known?.exponent === 0 ? 'uniform' : zipf(known?.exponent ?? 0.6),
    childless,
    ...(correlation === undefined || Math.abs(correlation) < 0.1 ? {} : { correlation }),
  };
}

/**
 * Columns that are named as if they referred to a table, and have the type of its key: `customer_id` to
 * `customers (id)`. Nothing holds them to it, so they are taken for references only where nothing else is known.
 */
export function likelyReference(
  auto: AutoTable,
  name: string,
  parents: ReadonlyMap<string, Parent>,
  tables: readonly AutoTable[],
): CatalogForeignKey | null {
  const stem = /^(.+?)(?:_id|_uuid|Id|ID)$/.exec(name)?.[1]?.toLowerCase().replaceAll('_', '');
  if (stem === undefined) return null;
  const own = auto.table.columns.find((column) => column.name === name)!;
  for (const { table } of tables) {
    const primary = table.keys.find(({ kind }) => kind === 'primary')?.columns;
    if (primary?.length !== 1 || !parents.has(table.name) || table === auto.table) continue;
    const key = table.columns.find((column) => column.name === primary[0])!;
    if (key.type.base !== own.type.base || key.type.kind !== own.type.kind) continue;
    const bare = /("?)([^".]+)\1$/.exec(table.name)?.[2]?.toLowerCase().replaceAll('_', '') ?? '';
    const names = [
      bare,
      bare.replace(/ies$/, 'y'),
      bare.replace(/(s|x|ch|sh)es$/, '$1'),
      bare.replace(/s$/, ''),
    ];
    if (names.includes(stem))
      return {
        name,
        columns: [name],
        parent: table.name,
        parentColumns: [key.name],
        validated: false,
        full: false,
      };
  }
  return null;
}
