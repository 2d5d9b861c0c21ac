import type { CatalogTable } from '../catalog/Catalog.ts';

/** Tables in an order in which foreign keys find their parents; `cyclic` names those that no order satisfies. */
export function parentsFirst<T extends Pick<CatalogTable, 'name' | 'foreignKeys'>>(
  tables: readonly T[],
): { ordered: T[]; cyclic: string[] } {
  const ordered: T[] = [];
  let open = [...tables];
  const waits = ({ name, foreignKeys }: T) =>
    foreignKeys.some(({ parent }) => parent !== name && open.some((other) => other.name === parent));
  for (;;) {
    const ready = open.filter((table) => !waits(table));
    if (ready.length === 0) break;
    ordered.push(...ready);
    open = open.filter((table) => !ready.includes(table));
  }
  return { ordered: [...ordered, ...open], cyclic: open.map(({ name }) => name) };
}
