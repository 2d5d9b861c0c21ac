import type { CatalogTable } from '../catalog/Catalog.ts';

/** Prepared tables as data that a worker can be sent. */
export interface PostedTables {
  /** Those to encode first, then those that they refer to. */
  readonly declarations: readonly PostedDeclaration[];
  /** Place in `declarations`, number of rows and table of those to encode, by the table's name. */
  readonly targets: ReadonlyMap<string, { declaration: number; rows: number; table: CatalogTable }>;
  readonly seed: number;
  readonly now: number;
  readonly rows: ReadonlyMap<string, number>;
  /** By the column's copy in `declarations`, or a name. */
  readonly dictionaries: ReadonlyMap<unknown, ReadonlyMap<string, readonly unknown[]>>;
  /** The module whose functions they use; null: they use none. */
  readonly module: { readonly code: string } | null;
}

export interface PostedDeclaration {
  readonly name: string;
  readonly columns: Readonly<Record<string, object>>;
}

/** Stands for a function, which cannot be sent: where it is found in the author's module, and its text. */
export interface PostedFunction {
  readonly postedFunction: string;
  readonly text: string;
}

/** Stands for the table of a reference. */
export interface PostedTable {
  readonly postedTable: number;
}
