import type { ParsedStatement, ParseNode } from '../parseSql.ts';

const longest = 60;

/**
 * A name that a statement has in every export: what it does, with which table, by which columns. Not unique.
 * `select-orders-by-customer_id-and-status`
 */
export function statementName({ kind, node }: Pick<ParsedStatement, 'kind' | 'node'>): string {
  const verb = kind.replace(/Stmt$/, '').toLowerCase();
  const [table, ...joined] = tablesOf(node);
  const columns = columnsIn(node['whereClause']);
  const parts = [verb, ...(table ? [table] : []), ...joined.slice(0, 2).flatMap((other) => ['with', other])];
  for (const [i, column] of columns.slice(0, 3).entries()) parts.push(i === 0 ? 'by' : 'and', column);
  const name = parts.join('-');
  return name.length > longest ? name.slice(0, longest).replace(/-[^-]*$/, '') : name;
}

/** Names of tables without their schemas, in the order of the text; those that WITH names left out. */
export function tablesOf(root: ParseNode): string[] {
  return [...new Set(relationsIn(root).map(({ name }) => name))];
}

/** Relations in the order of the text, without what WITH names. */
export function relationsIn(root: ParseNode): { schema: string | null; name: string }[] {
  const found: { schema: string | null; name: string; location: number }[] = [];
  const common = new Set<string>();
  visit(root, (key, node) => {
    if (key === 'CommonTableExpr') common.add(String(node['ctename']));
    if ((key === 'RangeVar' || key === 'relation') && typeof node['relname'] === 'string')
      found.push({
        schema: (node['schemaname'] as string | undefined) ?? null,
        name: node['relname'],
        location: (node['location'] as number | undefined) ?? 0,
      });
  });
  return found
    .filter(({ schema, name }) => schema !== null || !common.has(name))
    .sort((a, b) => a.location - b.location)
    .map(({ schema, name }) => ({ schema, name }));
}

/** Names of columns in a condition, in the order of the text. */
function columnsIn(condition: unknown): string[] {
  const found: { name: string; location: number }[] = [];
  visit(condition, (key, node) => {
    if (key !== 'ColumnRef') return;
    const last = (node['fields'] as { String?: { sval?: string } }[]).at(-1)?.String?.sval;
    if (last) found.push({ name: last, location: (node['location'] as number | undefined) ?? 0 });
  });
  return [...new Set(found.sort((a, b) => a.location - b.location).map(({ name }) => name))];
}

function visit(root: unknown, look: (key: string, node: ParseNode) => void): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'object' && inner !== null) look(key, inner as ParseNode);
      stack.push(inner);
    }
  }
}
