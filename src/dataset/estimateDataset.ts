import type { TableRows } from '../scenario/columns/TableDeclaration.ts';
import { readValue } from './values/readValue.ts';
import { TableSources } from './values/TableSources.ts';
import type { World } from './values/ValueSource.ts';
import { batchRows } from './values/Vector.ts';

export interface TableEstimate {
  name: string;
  rows: number;
  /** Of the heap; indexes come on top. */
  bytes: number;
}

/** Page and tuple overhead: 24 bytes of header rounded up, and a line pointer of 4 (storage-page-layout). */
const tupleBytes = 28;
/** Of 8192 bytes a page keeps 24 for its header. */
const pageShare = 8192 / (8192 - 24);

/** How large the declared tables will be, from generating their first rows and measuring them; no server is asked. */
export function estimateDataset(data: readonly TableRows[], seed: number, now: number): TableEstimate[] {
  const rows = new Map(data.map((one) => [one.table.name, one.rows]));
  const world: World = { seed, now, rows, dictionaries: new Map() };
  return data.map((one) => {
    const sources = new TableSources(one.table, one.rows, world);
    const count = Math.min(batchRows, one.rows);
    sources.begin(
      Int32Array.from({ length: count }, (_, row) => row),
      count,
    );
    const bytes = Object.keys(one.table.columns).reduce((total, column) => {
      const { vector } = sources.filled(column);
      for (let row = 0; row < count; row++) total += widthOf(readValue(vector, row));
      return total;
    }, 0);
    return {
      name: one.table.name,
      rows: one.rows,
      bytes: Math.round(one.rows * (bytes / count + tupleBytes) * pageShare * bloatOf(one)),
    };
  });
}

function bloatOf({ storage: { deadTuples = 0, fillfactor = 100 } = {} }: TableRows): number {
  return 100 / fillfactor / (1 - deadTuples);
}

/** As PostgreSQL stores it, alignment included on average: 8 bytes for numbers and timestamps, one more than its length for a short text. */
function widthOf(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Date) return 8;
  if (typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value) + 1;
  return Buffer.byteLength(JSON.stringify(value)) + 4;
}
