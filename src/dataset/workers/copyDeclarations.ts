import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import type { PostedDeclaration, PostedFunction, PostedTable } from './PostedTables.ts';

/** Declarations as plain data. */
export interface CopiedDeclarations {
  /** The given tables and all that they refer to. */
  readonly tables: readonly TableDeclaration[];
  /** The copy of each of `tables`. */
  readonly copies: readonly PostedDeclaration[];
  /** The copy of each object within. */
  readonly copyOf: ReadonlyMap<object, object>;
  /** What each place of a function stands for: the same places in every import of the same module. */
  readonly functions: ReadonlyMap<string, unknown>;
}

export function copyDeclarations(roots: readonly TableDeclaration[]): CopiedDeclarations {
  const tables: TableDeclaration[] = [];
  const copies: PostedDeclaration[] = [];
  const copyOf = new Map<object, object>();
  const functions = new Map<string, unknown>();

  const place = (table: TableDeclaration): number => {
    const known = tables.indexOf(table);
    if (known >= 0) return known;
    const index = tables.push(table) - 1;
    const namesakes = tables.filter(({ name }) => name === table.name).length;
    const columns: Record<string, object> = {};
    copies.push({ name: table.name, columns });
    for (const [name, column] of Object.entries(table.columns))
      columns[name] = copy(column, `${table.name} ${namesakes} ${name}`) as object;
    return index;
  };

  const copy = (value: unknown, path: string): unknown => {
    if (typeof value === 'function') {
      functions.set(path, value);
      return { postedFunction: path, text: String(value) } satisfies PostedFunction;
    }
    if (!isPlain(value)) return value;
    const known = copyOf.get(value);
    if (known !== undefined) return known;
    const into: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    copyOf.set(value, into);
    for (const [key, inner] of Object.entries(value))
      (into as Record<string, unknown>)[key] = member(value, key, inner, `${path}.${key}`);
    return into;
  };

  const member = (owner: { kind?: unknown }, key: string, value: unknown, path: string): unknown => {
    if (owner.kind === 'references' && key === 'table' && typeof value === 'function')
      return { postedTable: place(value()) } satisfies PostedTable;
    // The dictionary that it has made is sent in its stead.
    if (owner.kind === 'pool' && key === 'make') return null;
    return copy(value, path);
  };

  for (const root of roots) place(root);
  return { tables, copies, copyOf, functions };
}

/** Whether it is an array or an object without a class; dates, bytes and maps are sent as they are. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
