import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import type { CatalogTable } from '../catalog/Catalog.ts';
import type { Condition } from './Condition.ts';
import type { ConditionFacts } from './conditionFacts.ts';
import type { KnownTable } from './KnownTable.ts';

/** A table to be filled from the catalog alone; its columns come about one after the other. */
export interface AutoTable {
  readonly table: CatalogTable;
  readonly columns: Record<string, AnyColumn>;
  readonly declaration: TableDeclaration;
  /** Lowered to what its keys allow. */
  rows: number;
  /** What its rows must hold to, beside keys. Partial keys that allow few rows add to it. */
  readonly conditions: Condition[];
  readonly facts: ConditionFacts;
  readonly known: KnownTable | null;
  /** The columns that make keys unique, by name. */
  readonly digits: Map<string, Digit>;
  /** Columns that an author has declared. */
  readonly given: ReadonlySet<string>;
  /** The greatest whole number that the table's own rows have, by column. */
  readonly last: Readonly<Record<string, number>>;
}

/**
 * A column that counts: row n, from 0, has the digit (⌊n / stride⌋ + n mod stride) mod values. Digits whose
 * strides are the products of the values before them make a key that comes once.
 */
export interface Digit {
  stride: number;
  values: number;
}

/** Why a table is left empty. */
export class Unfillable extends Error {}
