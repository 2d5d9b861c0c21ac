import { constant } from '../../scenario/columns/constant.ts';
import { nullable } from '../../scenario/columns/nullable.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { type ReferenceOptions, references, selfReference } from '../../scenario/columns/references.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import { zipf } from '../../scenario/columns/zipf.ts';
import type { CatalogForeignKey } from '../catalog/Catalog.ts';
import { type AutoTable, Unfillable } from './AutoTable.ts';

/** Where a referenced row comes from: a declaration, or rows that the migrations left, by column. */
export type Parent =
  | { kind: 'declared'; auto: Pick<AutoTable, 'declaration' | 'rows'> }
  | { kind: 'existing'; values: Readonly<Record<string, readonly unknown[]>> };

/** Declares the columns of foreign keys; unique ones refer to each parent once, pairs of them to each pair once. */
export function referenceColumns(auto: AutoTable, parents: ReadonlyMap<string, Parent>): void {
  const { table, columns } = auto;
  const open = table.foreignKeys.filter((key) => key.columns.some((name) => columns[name] === undefined));
  for (const key of open) {
    const parent = parents.get(key.parent);
    const notNull = key.columns.some((name) => table.columns.find((c) => c.name === name)?.notNull);
    if (key.parent !== table.name && parent === undefined) {
      if (notNull) throw new Unfillable(`${key.name} needs rows of ${key.parent}, which is not filled`);
      for (const name of key.columns) columns[name] ??= constant(null);
      continue;
    }
    if (parent?.kind === 'existing') fromExisting(auto, key, parent.values);
    else fromDeclared(auto, key, parent?.auto ?? auto, notNull, uniqueness(auto, key, parents));
  }
}

function fromExisting(
  { columns }: AutoTable,
  key: CatalogForeignKey,
  values: Readonly<Record<string, readonly unknown[]>>,
): void {
  // Rows that migrations left are few; a key of several columns takes the first row's for all.
  for (const [i, name] of key.columns.entries()) {
    const known = values[key.parentColumns[i]!] ?? [];
    columns[name] ??= key.columns.length === 1 ? oneOf(known) : constant(known[0]);
  }
}

function fromDeclared(
  { columns, table }: AutoTable,
  key: CatalogForeignKey,
  parent: Pick<AutoTable, 'declaration' | 'rows'>,
  notNull: boolean,
  unique: ReferenceOptions,
): void {
  const [first, ...others] = key.columns.filter((name) => columns[name] === undefined);
  for (const name of [first!, ...others]) {
    const column = key.parentColumns[key.columns.indexOf(name)]!;
    const options: ReferenceOptions =
      name === first ? { skew: zipf(0.6), childless: 0.1, ...unique } : { together: first! };
    const reference =
      key.parent === table.name
        ? selfReference(column, options)
        : references(
            parent.declaration as TableDeclaration<Record<string, { kind: string }>>,
            column,
            options,
          );
    columns[name] =
      notNull || unique.once ? reference : nullable(key.parent === table.name ? 0.3 : 0.1, reference);
  }
}

/** What the table's keys ask of a reference, lowering the table's rows to what they allow. */
function uniqueness(
  auto: AutoTable,
  key: CatalogForeignKey,
  parents: ReadonlyMap<string, Parent>,
): ReferenceOptions {
  const rowsOf = (name: string) => {
    const parent = parents.get(name);
    return parent?.kind === 'declared' ? parent.auto.rows : 1;
  };
  for (const { columns } of auto.table.keys) {
    if (columns === null || !columns.includes(key.columns[0]!)) continue;
    const refersAlone = columns.every((name) => key.columns.includes(name));
    if (refersAlone) {
      auto.rows = Math.min(auto.rows, rowsOf(key.parent));
      return { once: true };
    }
    const other = auto.table.foreignKeys.find(
      (candidate) =>
        candidate !== key && columns.includes(candidate.columns[0]!) && auto.columns[candidate.columns[0]!],
    );
    if (other && columns.every((name) => [...key.columns, ...other.columns].includes(name))) {
      auto.rows = Math.min(auto.rows, rowsOf(key.parent) * rowsOf(other.parent));
      return { crossed: other.columns[0]! };
    }
  }
  return {};
}
