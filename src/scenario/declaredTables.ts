import type { TableDeclaration, TableRows } from './columns/TableDeclaration.ts';

/** The tables that an unchecked scenario declares, in its order. */
export function declaredTables(scenario: unknown): TableDeclaration[] {
  const data = (scenario as { data?: unknown } | null | undefined)?.data;
  const list = Array.isArray(data)
    ? data
    : (data as { auto?: { tables?: unknown } } | undefined)?.auto?.tables;
  return Array.isArray(list) ? (list as TableRows[]).map(({ table }) => table) : [];
}
