import type { CatalogColumn, CatalogTable } from '../../../evidence/PlanCatalog.ts';
import { formatCount } from '../../../units.ts';
import type { PlanReason, PlanReasonKind } from '../../Facts.ts';
import { columnOf, nameOf } from './Catalog.ts';
import { names } from './conditions.ts';
import { quoteName } from './quoteName.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** What the planner knows of the columns in the conditions: nothing, too little, or something else than before. */
export const statisticsChanged: Why = (context) => {
  const tables = new Map(
    context.after.scans.flatMap(({ table, root }) => (table ? [[(root ?? table).oid, table]] : [])),
  );
  return [...tables.values()].flatMap((table) => [
    ...lostOf(table, context),
    ...table.columns
      .filter(({ name }) => context.after.conditions.some((condition) => names(condition, quoteName(name))))
      .flatMap((column) => whyColumn(table, column, context) ?? []),
  ]);
};

function lostOf(table: CatalogTable, { before }: WhyContext): PlanReason[] {
  const was = before.catalog.twinOf(table);
  return (was?.statistics ?? [])
    .filter((definition) => !table.statistics.includes(definition))
    .map((definition) => ({
      ...about('statistics-lost', table),
      was: definition,
      text: `The extended statistics ${definition} of ${nameOf(table)} are not there any more: the planner takes their columns for independent.`,
    }));
}

function whyColumn(table: CatalogTable, is: CatalogColumn, context: WhyContext): PlanReason | null {
  const { before, analyzed } = context;
  const twin = before.catalog.twinOf(table);
  if (!before.catalog.known) return null;
  const was = twin && columnOf(twin, is.name);
  const column = `${nameOf(table)}.${quoteName(is.name)}`;
  const settled = analyzed.twinOf(table);
  const truth = settled && columnOf(settled, is.name);
  const until = truth?.analyzed ? { until: 'analyze' as const } : {};
  if (!is.analyzed)
    return was?.analyzed || (!was && table.rows !== 0)
      ? {
          ...about('statistics-missing', table, is.name),
          ...until,
          text: `${column} has no statistics${was ? ' any more' : ' yet'}: until ANALYZE the planner guesses.`,
        }
      : null;
  const later = truth && settled ? difference(is, table.rows, truth, settled.rows) : null;
  if (later && settled?.oid === table.oid && table !== settled)
    return {
      ...about('statistics-stale', table, is.name),
      until: 'analyze',
      text: `The statistics of ${column} are older than its rows: ${later.was} as the planner knows it, ${later.is} after ANALYZE.`,
    };
  const since = was && twin ? difference(was, twin.rows, is, table.rows) : null;
  return since
    ? {
        ...about('statistics-changed', table, is.name),
        was: since.was,
        is: since.is,
        text: `For the planner ${column} ${since.verb} ${since.is} now, ${since.was} before.`,
      }
    : null;
}

/** In words, where it is large enough to matter: a tenth of the rows, ten times the values. */
function difference(was: CatalogColumn, wasRows: number, is: CatalogColumn, isRows: number) {
  const [a, b] = [was.nullFraction, is.nullFraction];
  if (a !== null && b !== null && Math.abs(a - b) >= 0.1)
    return { verb: 'is', was: `${Math.round(a * 100)} % NULL`, is: `${Math.round(b * 100)} % NULL` };
  const [c, d] = [values(was, wasRows), values(is, isRows)];
  if (c === null || d === null || Math.max(c, d) < 10 * Math.min(c, d)) return null;
  return {
    verb: 'has',
    was: `${formatCount(c)} distinct ${c === 1 ? 'value' : 'values'}`,
    is: `${formatCount(d)} distinct ${d === 1 ? 'value' : 'values'}`,
  };
}

/** n_distinct below 0 is a share of the rows. */
function values({ distinct }: CatalogColumn, rows: number): number | null {
  // A rewrite leaves the number of rows unknown, and with it what a share of them means.
  if (distinct === null || distinct === 0 || (distinct < 0 && rows <= 0)) return null;
  return Math.max(1, distinct < 0 ? -distinct * rows : distinct);
}

function about(kind: PlanReasonKind, table: CatalogTable, column?: string) {
  return {
    kind,
    relation: nameOf(table),
    index: null,
    ...(column === undefined ? {} : { columns: [column] }),
  };
}
