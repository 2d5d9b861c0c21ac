import type { PreparedTable } from '../prepareTables.ts';
import { copyDeclarations } from './copyDeclarations.ts';
import type { PostedTables } from './PostedTables.ts';

/** Tables of one world, ready to be sent. `module` is where the author's functions are found again. */
export function postTables(
  tables: readonly PreparedTable[],
  module: { readonly code: string } | null,
): PostedTables {
  const { world } = tables[0]!;
  const {
    tables: all,
    copies,
    copyOf,
    functions,
  } = copyDeclarations(tables.map(({ target }) => target.declaration));
  const dictionaries = new Map<unknown, ReadonlyMap<string, readonly unknown[]>>();
  for (const [owner, byKey] of world.dictionaries) {
    const copy = typeof owner === 'string' ? owner : copyOf.get(owner as object);
    if (copy !== undefined) dictionaries.set(copy, byKey);
  }
  return {
    declarations: copies,
    targets: new Map(
      tables.map(({ target: { declaration, table, rows } }) => [
        table.name,
        { declaration: all.indexOf(declaration), rows, table },
      ]),
    ),
    seed: world.seed,
    now: world.now,
    rows: world.rows,
    dictionaries,
    module: functions.size === 0 ? null : module,
  };
}
