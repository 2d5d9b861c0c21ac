import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import type { PreparedTable } from '../prepareTables.ts';
import { prepareTable } from '../prepareTables.ts';
import type { World } from '../values/ValueSource.ts';
import type { PostedFunction, PostedTable, PostedTables } from './PostedTables.ts';

/**
 * What was posted as declarations again. Tables are prepared when first asked for; those whose functions are
 * not among `functions`, or have another text there, throw.
 */
export function reviveTables(
  posted: PostedTables,
  functions: ReadonlyMap<string, unknown>,
): (name: string) => PreparedTable {
  const declarations = posted.declarations.map(({ name, columns }): TableDeclaration => {
    const table: TableDeclaration = { name, columns: columns as never, rows: (rows) => ({ table, rows }) };
    return table;
  });
  const seen = new Set<object>();
  const revive = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('postedTable' in value) return () => declarations[(value as PostedTable).postedTable];
    if ('postedFunction' in value) return found(value as PostedFunction, functions);
    if (!seen.has(value)) {
      seen.add(value);
      const members = value as Record<string, unknown>;
      for (const key of Object.keys(members)) members[key] = revive(members[key]);
    }
    return value;
  };
  for (const { columns } of posted.declarations) revive(columns);

  const { seed, now, rows } = posted;
  const world: World = {
    seed,
    now,
    rows,
    dictionaries: new Map(posted.dictionaries) as World['dictionaries'],
  };
  const prepared = new Map<string, PreparedTable>();
  return (name) => {
    const known = prepared.get(name);
    if (known !== undefined) return known;
    const { declaration, rows, table } = posted.targets.get(name)!;
    const fresh = prepareTable({ declaration: declarations[declaration]!, rows, table }, world);
    prepared.set(name, fresh);
    return fresh;
  };
}

function found({ postedFunction, text }: PostedFunction, functions: ReadonlyMap<string, unknown>): unknown {
  const candidate = functions.get(postedFunction);
  if (String(candidate) === text) return candidate;
  return () => {
    throw new Error(`${postedFunction} is not in the module`);
  };
}
