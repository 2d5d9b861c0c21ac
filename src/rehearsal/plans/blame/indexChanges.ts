import type { CatalogIndex } from '../../../evidence/PlanCatalog.ts';
import type { SchemaChange } from './SchemaChange.ts';
import type { SchemaState } from './SchemaState.ts';

/** Indexes that came, went, or are others than before; those that went with their table are told with that. */
export function indexChanges(
  before: Pick<SchemaState, 'catalog'>,
  after: Pick<SchemaState, 'catalog'>,
): SchemaChange[] {
  const had = new Map(before.catalog.indexes.map((index) => [index.oid, index]));
  const has = new Map(after.catalog.indexes.map((index) => [index.oid, index]));
  const tables = new Set(after.catalog.tables.map(({ oid }) => oid));
  const gone = [...had.values()].filter(({ oid, table }) => !has.has(oid) && tables.has(table));
  const known = new Set(before.catalog.tables.map(({ oid }) => oid));
  const come = [...has.values()].filter(({ oid, table }) => !had.has(oid) && known.has(table));
  const pairs = paired(gone, come);
  const paid = new Set(pairs.flat());
  return [
    ...gone.filter((index) => !paid.has(index)).map((index) => say(index, `dropped ${index.name}`)),
    ...pairs.flatMap(([old, index]) => replaced(old, index)),
    ...[...has.values()].flatMap((index) => {
      const old = had.get(index.oid);
      return old ? altered(old, index) : [];
    }),
    ...come.filter((index) => !paid.has(index)).map((index) => say(index, `created ${index.name}`)),
  ];
}

/** By their name, as where a column's new type builds its indexes again; or the only ones of their table. */
function paired(
  gone: readonly CatalogIndex[],
  come: readonly CatalogIndex[],
): [CatalogIndex, CatalogIndex][] {
  return gone.flatMap((old): [CatalogIndex, CatalogIndex][] => {
    const candidates = come.filter(({ table }) => table === old.table);
    const same = candidates.find(({ name }) => name === old.name);
    if (same) return [[old, same]];
    const alone = candidates.length === 1 && gone.filter(({ table }) => table === old.table).length === 1;
    return alone ? [[old, candidates[0]!]] : [];
  });
}

function replaced(old: CatalogIndex, index: CatalogIndex): SchemaChange[] {
  const [from, to] = [bare(old), bare(index)];
  const validity = old.valid && !index.valid ? [say(index, `made ${index.name} invalid`)] : [];
  if (old.name === index.name)
    return from === to ? validity : [say(index, `changed ${index.name} from ${from} to ${to}`), ...validity];
  const text =
    from === to
      ? `replaced ${old.name} by ${index.name}`
      : `replaced ${old.name} ${from} by ${index.name} ${to}`;
  return [say(index, text), ...validity];
}

function altered(old: CatalogIndex, index: CatalogIndex): SchemaChange[] {
  return [
    ...(old.name === index.name ? [] : [say(index, `renamed ${old.name} to ${index.name}`)]),
    ...(old.valid === index.valid
      ? []
      : [say(index, `made ${index.name} ${index.valid ? 'valid' : 'invalid'}`)]),
  ];
}

/** `(a, b) WHERE c`; the method where it is no B-tree. */
function bare({ definition }: CatalogIndex): string {
  return definition.replace(/^(unique )?btree /, '$1');
}

function say({ table }: CatalogIndex, text: string): SchemaChange {
  return { text, table, index: true };
}
