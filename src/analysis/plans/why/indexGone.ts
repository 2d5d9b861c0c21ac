import type { CatalogIndex } from '../../../evidence/PlanCatalog.ts';
import type { PlanReason } from '../../Facts.ts';
import { columnOf, indexWords } from './Catalog.ts';
import type { LostIndex } from './LostIndex.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** The index that the plan used is not there any more, or not valid, or another under its name. */
export const indexGone: Why = (context) => context.lost.flatMap((lost) => whyGone(lost, context) ?? []);

function whyGone(lost: LostIndex, { after }: WhyContext): PlanReason | null {
  const { scan, used, now } = lost;
  const { index: was } = used;
  const there = scan.table && after.catalog.twinOf(scan.table);
  if (!after.catalog.known || !was || !there) return null;
  const about = { relation: scan.relation, index: used.name, was: was.definition };
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
        ? `${used.name} ${indexWords(was)} is gone; in its place is ${other.name} ${indexWords(other)}.`
        : `${used.name} ${indexWords(was)} is not there any more${why}.`,
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
  const collation = was.keys.join() === now.keys.join() && was.collations.join() !== now.collations.join();
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
