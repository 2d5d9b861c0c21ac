import type { CatalogColumn, CatalogTable } from '../../../evidence/PlanCatalog.ts';
import type { PlanReason } from '../../Facts.ts';
import { columnOf, nameOf } from './Catalog.ts';
import { type Cast, castsOf, names } from './conditions.ts';
import type { LostIndex } from './LostIndex.ts';
import { quoteName } from './quoteName.ts';
import type { Why, WhyContext, WhySide } from './WhyContext.ts';

/** The index is there as it was, but a column of a condition has another type or collation, which it does not answer. */
export const columnChanged: Why = (context) => {
  const lost = context.lost.filter(
    ({ used, now }) => !used.index || (now?.valid && now.definition === used.index.definition),
  );
  return lost.flatMap((one) => why(one, context) ?? []);
};

interface ColumnChange {
  table: CatalogTable;
  was: CatalogColumn;
  is: CatalogColumn;
}

function why(lost: LostIndex, context: WhyContext): PlanReason | null {
  const { scan, used, instead } = lost;
  const conditions = instead.length > 0 ? context.after.conditions : [];
  const cast = newCast(lost, context, conditions);
  const changes = columnChanges(context).filter(({ is }) =>
    conditions.some((condition) => names(condition, quoteName(is.name))),
  );
  const own = changes.filter(({ table }) => nameOf(table) === scan.relation || table.oid === scan.table?.oid);
  const keyed = own.filter(({ was }) => used.index?.keys.some((key) => names(key, quoteName(was.name))));
  const type = [...keyed, ...changes].find(({ was, is }) => kindOf(was) !== kindOf(is));
  const collation = keyed.find(({ was, is }) => kindOf(was) === kindOf(is) && was.collation !== is.collation);
  const about = { relation: scan.relation, index: used.name };
  if (type && !cast && type !== keyed[0] && collation === undefined && !keyed.includes(type)) return null;
  if (type) {
    const column = `${nameOf(type.table)}.${quoteName(type.is.name)}`;
    const changed = `${column} is ${type.is.type} now, ${type.was.type} before`;
    const key = used.index?.keys.join(', ') ?? 'the column';
    return {
      kind: cast ? 'cast' : 'column-type',
      ...about,
      columns: [type.is.name],
      was: type.was.type,
      is: type.is.type,
      ...castOf(cast),
      text: cast
        ? `${changed}: the condition ${cast.condition} casts ${cast.column} to ${cast.type}, and ${used.name} holds ${key} without the cast.`
        : `${changed}, and ${used.name} on ${key} no longer answers the condition.`,
    };
  }
  if (collation)
    return {
      kind: 'collation',
      ...about,
      columns: [collation.is.name],
      was: collation.was.collation ?? 'default',
      is: collation.is.collation ?? 'default',
      text: `${nameOf(collation.table)}.${quoteName(collation.is.name)} has the collation ${collation.is.collation ?? 'of its type'} now, ${collation.was.collation ?? 'of its type'} before, and ${used.name} is ordered by it: neither LIKE with a prefix nor another collation’s ORDER BY can use it.`,
    };
  return cast
    ? {
        kind: 'cast',
        ...about,
        columns: [cast.column],
        is: cast.type,
        ...castOf(cast),
        text: `The condition ${cast.condition} casts ${cast.column} to ${cast.type} now, and ${used.name} holds it without the cast.`,
      }
    : null;
}

/** A cast of a column of the index in a condition where there was none, or where it meant nothing for its type of before. */
function newCast(
  { used, scan }: LostIndex,
  context: WhyContext,
  conditions: readonly string[],
): Cast | undefined {
  const before = new Set(castsOf(context.before.conditions).map(({ column, type }) => `${column}::${type}`));
  const retyped = new Set(columnChanges(context).map(({ is }) => quoteName(is.name)));
  return castsOf(conditions).find(
    ({ alias, column, type }) =>
      (alias === null || alias === scan.alias) &&
      (!used.index || used.index.keys.some((key) => names(key, column))) &&
      (!before.has(`${column}::${type}`) || retyped.has(column)),
  );
}

/** Columns whose type or collation is another, of all relations that the plan before reads. */
export function columnChanges({
  before,
  after,
}: Record<'before' | 'after', Pick<WhySide, 'scans' | 'catalog'>>): ColumnChange[] {
  const tables = new Map(before.scans.flatMap(({ root }) => (root ? [[root.oid, root]] : [])));
  return [...tables.values()].flatMap((table) => {
    const twin = after.catalog.twinOf(table);
    if (!twin) return [];
    return table.columns.flatMap((was) => {
      const is = columnOf(twin, was.name);
      return is && (kindOf(is) !== kindOf(was) || is.collation !== was.collation)
        ? [{ table: twin, was, is }]
        : [];
    });
  });
}

function castOf(cast: Cast | undefined): Pick<PlanReason, 'cast'> {
  return cast ? { cast: { column: cast.column, type: cast.type } } : {};
}

/** A longer varchar or numeric compares as the shorter one does. */
function kindOf({ type }: CatalogColumn): string {
  return type.replace(/\([^)]*\)/, '');
}
