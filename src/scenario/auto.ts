import type { Size } from '../units.ts';
import type { TableRows } from './columns/TableDeclaration.ts';

/** Rows for every table that the base has, made up from the catalog: types, keys, references, conditions, names. */
export interface AutoData {
  readonly auto: AutoOptions;
}

/** Either `rows` or `size`; 100,000 rows each where neither is given. */
export interface AutoOptions {
  /** Positive integer: rows of each table, at `--scale 1`. */
  readonly rows?: number;
  /**
   * Of all tables together, with their indexes, at `--scale 1`. It is shared out by production's row counts where they
   * are known; else tables that pending migrations or key queries touch get the same number of rows, others a tenth.
   */
  readonly size?: Size;
  /** Tables with rows of their own. Columns that their declarations leave out are made up as well. */
  readonly tables?: readonly TableRows[];
}

/** Fills every table that the base has; single tables and columns may be declared. */
export function auto(options: AutoOptions = {}): AutoData {
  return { auto: options };
}
