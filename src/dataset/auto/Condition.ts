import type { CatalogTable } from '../catalog/Catalog.ts';

/** What a row must hold to: a CHECK constraint, a domain's, or the bounds of partitions. */
export interface Condition {
  /** Of the constraint, or of the table whose partitions it is about. */
  name: string;
  /** On columns by name. A row holds to it where it is true or NULL. */
  expression: string;
  columns: readonly string[];
}

/** All conditions of a table's rows that its definition tells. */
export function conditionsOf(table: CatalogTable): Condition[] {
  const conditions: Condition[] = [];
  for (const { name, definition, columns } of table.checks) {
    const expression = checked(definition);
    if (expression !== null && columns.length > 0) conditions.push({ name, expression, columns });
  }
  for (const column of table.columns) {
    if (column.generated) continue;
    for (const { name, definition } of column.type.checks) {
      const expression = checked(definition);
      if (expression === null) continue;
      const own = expression.replace(valueWord, (text) =>
        text === 'VALUE' ? quoteAlways(column.name) : text,
      );
      conditions.push({ name, expression: own, columns: [column.name] });
    }
  }
  const bounds = table.leaves.map(({ constraint }) => constraint);
  if (bounds.length > 0 && bounds.every((bound) => bound !== null))
    conditions.push({
      name: `the partitions of ${table.name}`,
      expression: bounds.map((bound) => `(${bound})`).join(' OR '),
      columns: [...new Set(table.leaves.flatMap(({ columns }) => columns))],
    });
  return conditions;
}

/** The columns that an expression may mean. */
export function mentioned(expression: string, table: CatalogTable): string[] {
  const names = new Set(
    [...expression.matchAll(/'(?:[^']|'')*'|"((?:[^"]|"")*)"|([\p{L}_][\p{L}\p{N}_$]*)/gu)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
    ),
  );
  return table.columns.map(({ name }) => name).filter((name) => names.has(name));
}

/** VALUE as a word of its own, with strings and quoted names beside it, which may hold one. */
const valueWord = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\bVALUE\b/g;

/** What pg_get_constraintdef prints in parentheses; null for a constraint that is not enforced. */
function checked(definition: string): string | null {
  const match = /^CHECK \((.*)\)((?: NO INHERIT| NOT VALID| NOT ENFORCED)*)$/s.exec(definition);
  return match === null || match[2]!.includes('NOT ENFORCED') ? null : match[1]!;
}

function quoteAlways(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
