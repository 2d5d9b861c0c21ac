import { encodeBatches } from '../encode/encodeBatches.ts';
import type { PreparedTable } from '../prepareTables.ts';
import { batchRows } from '../values/Vector.ts';
import type { EncoderPool } from '../workers/EncoderPool.ts';

/** Large enough that a call per chunk costs nothing, small enough to overlap with what the server does. */
const chunkBytes = 131_072;

/** Encoded rows. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/**
 * A table's rows in order, in chunks that workers encode ahead, or this thread as they are asked for. Buffers
 * are used again, so that memory stays flat whatever the number of rows.
 */
export class TableChunks {
  readonly #table: PreparedTable;
  readonly #pool: EncoderPool | null;
  readonly #rowsPerChunk: number;
  readonly #ahead: { first: number; rows: number; bytes: Promise<Uint8Array | null> }[] = [];
  readonly #spare: Buffer[] = [];
  #row = 0;

  constructor(table: PreparedTable, pool: EncoderPool | null) {
    this.#table = table;
    this.#pool = pool;
    const rows = Math.ceil(chunkBytes / Math.max(1, table.probe.bytesPerRow));
    this.#rowsPerChunk = rows < batchRows ? rows : rows - (rows % batchRows);
  }

  /** Null after the last. Throws what the rows' declarations throw. */
  async next(): Promise<Chunk | null> {
    this.#askAhead();
    const asked = this.#ahead.shift();
    if (asked !== undefined) {
      const { first, rows } = asked;
      const bytes = await asked.bytes;
      this.#askAhead();
      return { bytes: bytes ?? this.#encode(first, rows), rows };
    }
    const [first, rows] = this.#advance();
    return rows === 0 ? null : { bytes: this.#encode(first, rows), rows };
  }

  /** The chunk has been sent. */
  release({ bytes }: Chunk): void {
    if (bytes instanceof Buffer) this.#spare.push(Buffer.from(bytes.buffer));
    else this.#pool?.release(bytes);
  }

  /** Keeps every worker busy, also where this is the only table. */
  #askAhead(): void {
    const pool = this.#pool;
    if (pool === null) return;
    while (this.#ahead.length <= pool.size && this.#row < this.#table.target.rows) {
      const rows = Math.min(this.#rowsPerChunk, this.#table.target.rows - this.#row);
      const bytes = pool.encode(this.#table.target.table.name, this.#row, rows);
      if (bytes === null) return;
      this.#ahead.push({ first: this.#row, rows, bytes });
      this.#row += rows;
    }
  }

  #advance(): [first: number, rows: number] {
    const first = this.#row;
    const rows = Math.min(this.#rowsPerChunk, this.#table.target.rows - first);
    this.#row += rows;
    return [first, rows];
  }

  #encode(first: number, rows: number): Buffer {
    const buffer = this.#spare.pop() ?? Buffer.allocUnsafeSlow(chunkBytes * 2);
    const { into, at } = encodeBatches(this.#table.encoder, first, rows, buffer);
    this.#pool?.encodedHere();
    return into.subarray(0, at);
  }
}
