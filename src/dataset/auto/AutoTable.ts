import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import type { CatalogTable } from '../catalog/Catalog.ts';

/** A table to be filled from the catalog alone; its columns come about one after the other. */
export interface AutoTable {
  readonly table: CatalogTable;
  readonly columns: Record<string, AnyColumn>;
  readonly declaration: TableDeclaration;
  /** Lowered to what its keys allow. */
  rows: number;
}

/** Why a table is left empty. */
export class Unfillable extends Error {}
