import type { CatalogIndex } from '../../../evidence/PlanCatalog.ts';
import type { PlanReason } from '../../Facts.ts';
import { type Catalog, columnOf, indexWords, nameOf } from './Catalog.ts';
import type { LostIndex } from './LostIndex.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** The index that the plan used is not there any more, or not valid, or another under its name. */
export const indexGone: Why = (context) => [
  ...context.lost.flatMap((lost) => whyGone(lost, context) ?? []),
  ...uniqueGone(context),
];

function whyGone(lost: LostIndex, { before, after }: WhyContext): PlanReason | null {
  const { scan, used, now } = lost;
  const { index: was } = used;
  const there = scan.table && after.catalog.twinOf(scan.table);
  if (!after.catalog.known || !was || !there) return null;
  const whole = wholeIndex(lost, before.catalog);
  const about = { ...whole, was: was.definition };
  if (!now) {
    const columns = was.keys.filter((key) => columnOf(scan.table!, key) && !columnOf(there, key));
    const why = columns.length > 0 ? `, dropped with its column ${columns.join(', ')}` : '';
    const other = replacement(was, after.catalog.indexesOf(there));
    return {
      kind: other ? 'index-changed' : 'index-dropped',
      ...about,
      columns: was.keys,
      ...(other ? { is: other.definition } : {}),
      text: other
        ? `${whole.index} ${indexWords(was)} is gone; in its place is ${other.name} ${indexWords(other)}.`
        : `${whole.index} ${indexWords(was)} is not there any more${why}.`,
    };
  }
  if (!now.valid)
    return {
      kind: 'index-invalid',
      ...about,
      index: now.name,
      text: `${now.name} is there but invalid: what built it failed, and the planner does not use it.`,
    };
  return now.definition === was.definition ? null : whyOther(lost, was, now);
}

function whyOther({ scan, used }: LostIndex, was: CatalogIndex, now: CatalogIndex): PlanReason | null {
  const about = {
    relation: scan.relation,
    index: now.name,
    columns: was.keys,
    was: was.definition,
    is: now.definition,
  };
  const bare = ({ definition, predicate }: CatalogIndex) =>
    predicate === null ? definition : definition.replace(/ WHERE .*$/s, '');
  if (was.predicate !== now.predicate && bare(was) === bare(now))
    return {
      kind: 'predicate',
      ...about,
      text:
        now.predicate === null
          ? `${now.name} holds all rows now, only those where ${was.predicate} before.`
          : `${now.name} holds only the rows where ${now.predicate} now${was.predicate === null ? ', all before' : `, those where ${was.predicate} before`}: the query’s condition does not imply that.`,
    };
  const expression = was.keys.some((key) => key.includes('(')) || now.keys.some((key) => key.includes('('));
  const collation =
    was.method === now.method &&
    was.keys.join() === now.keys.join() &&
    was.collations.join() !== now.collations.join();
  return {
    kind: collation ? 'collation' : expression ? 'expression' : 'index-changed',
    ...about,
    text: `${used.name} was ${indexWords(was)}, and ${used.name === now.name ? '' : `as ${now.name} `}is ${indexWords(now)}.`,
  };
}

/** One of the same columns in another order, by another method or with another predicate. */
function replacement(was: CatalogIndex, there: readonly CatalogIndex[]): CatalogIndex | undefined {
  const keys = [...was.keys].sort().join();
  return there.find((index) => index.valid && [...index.keys].sort().join() === keys);
}

/** Of a partition's index the partitioned table's, where it is part of one. */
function wholeIndex({ scan, used }: LostIndex, catalog: Catalog): { relation: string; index: string } {
  const { table, root, relation } = scan;
  if (!table || !root || table === root) return { relation, index: used.name };
  const whole = catalog.indexesOf(root).find(({ definition }) => definition === used.index?.definition);
  return whole ? { relation, index: whole.name } : { relation: nameOf(table), index: used.name };
}

/** A unique index tells the planner that there is one row at most, whether the plan reads it or not. */
function uniqueGone({ before, after, lost }: WhyContext): PlanReason[] {
  const told = new Set(lost.flatMap(({ used }) => used.index?.oid ?? []));
  const tables = new Map(after.scans.flatMap(({ table }) => (table ? [[table.oid, table]] : [])));
  return [...tables.values()].flatMap((table) => {
    const twin = before.catalog.twinOf(table);
    const keysOf = ({ keys }: CatalogIndex) => keys.join(', ');
    const unique = (index: CatalogIndex) => index.unique && index.valid && index.predicate === null;
    const there = new Set(after.catalog.indexesOf(table).filter(unique).map(keysOf));
    const gone = twin ? before.catalog.indexesOf(twin).filter(unique) : [];
    return gone
      .filter((index) => !told.has(index.oid) && !there.has(keysOf(index)))
      .map((index) => ({
        kind: 'index-dropped' as const,
        relation: nameOf(table),
        index: index.name,
        columns: index.keys,
        was: index.definition,
        text: `${index.name} ${indexWords(index)} is not there any more: the planner no longer knows that ${keysOf(index)} has no value twice.`,
      }));
  });
}
