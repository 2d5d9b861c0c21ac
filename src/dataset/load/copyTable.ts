import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TableEncoder } from '../encode/TableEncoder.ts';
import { batchRows } from '../values/Vector.ts';
import { quoted } from './quoted.ts';

/** Large enough that a call per chunk costs nothing, small enough to overlap with what the server does. */
const chunkBytes = 262_144;

/**
 * Streams a table's rows by COPY. Two buffers take turns: one is filled while the other is on its way, so
 * that memory stays flat whatever the number of rows. Throws what the server says.
 */
export async function copyTable(
  client: Client,
  name: string,
  rows: number,
  encoder: TableEncoder,
  report: (rowsDone: number, bytes: number) => void,
): Promise<void> {
  const stream = client.query(copyFrom(copyStatement(name, encoder), { highWaterMark: 1 }));
  let failed: unknown;
  const failure = new Promise<never>((_, reject) =>
    stream.on('error', (error) => {
      failed = error;
      reject(error);
    }),
  );
  failure.catch(() => {});
  const send = (chunk: Uint8Array) =>
    new Promise<void>((resolve, reject) =>
      stream.write(chunk, (error) => (error ? reject(error) : resolve())),
    );

  let buffers: [Buffer, Buffer] = [Buffer.allocUnsafe(chunkBytes * 2), Buffer.allocUnsafe(chunkBytes * 2)];
  let sent: Promise<void> = Promise.resolve();
  let [row, bytes] = [0, 0];
  try {
    while (row < rows) {
      let [into, at] = [buffers[0], row === 0 ? put(encoder.header, buffers[0]) : 0];
      while (row < rows && at < chunkBytes) {
        const count = Math.min(batchRows, rows - row);
        ({ into, at } = encoder.encode(row, count, into, at));
        row += count;
      }
      await Promise.race([sent, failure]);
      if (failed) throw failed;
      sent = send(into.subarray(0, at));
      sent.catch(() => {});
      bytes += at;
      buffers = [buffers[1], into];
      report(row, bytes);
    }
    await Promise.race([sent, failure]);
    if (encoder.trailer.length > 0) await Promise.race([send(encoder.trailer), failure]);
    await Promise.race([new Promise<void>((resolve) => stream.end(resolve)), failure]);
  } catch (error) {
    if (!failed) stream.destroy(error as Error);
    throw error;
  }
}

function copyStatement(name: string, { columns, format }: TableEncoder): string {
  return `copy ${name} (${columns.map(quoted).join(', ')}) from stdin (format ${format})`;
}

function put(header: Uint8Array, buffer: Buffer): number {
  buffer.set(header);
  return header.length;
}
