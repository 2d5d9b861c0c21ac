import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TableEncoder } from '../encode/TableEncoder.ts';
import type { PreparedTable } from '../prepareTables.ts';
import { quoted } from './quoted.ts';
import type { TableChunks } from './TableChunks.ts';

/**
 * Streams a table's rows by COPY, the next chunk being made while one is on its way. Throws what the server
 * says, or what the rows' declarations throw.
 */
export async function copyTable(
  client: Client,
  { target, encoder }: PreparedTable,
  chunks: TableChunks,
  report: (rowsDone: number, bytes: number) => void,
): Promise<void> {
  const stream = client.query(copyFrom(copyStatement(target.table.name, encoder), { highWaterMark: 1 }));
  let failed: unknown;
  let interrupt = (_error: unknown) => {};
  stream.on('error', (error) => {
    failed = error;
    interrupt(error);
  });
  // Not Promise.race, which would keep something of every chunk until the end.
  const unlessFailed = <T>(promise: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      if (failed) reject(failed);
      interrupt = reject;
      promise.then(resolve, reject);
    });
  const send = (bytes: Uint8Array) => {
    const sent = new Promise<void>((resolve, reject) =>
      stream.write(bytes, (error) => (error ? reject(error) : resolve())),
    );
    sent.catch(() => {});
    return sent;
  };

  let sent = encoder.header.length > 0 ? send(encoder.header) : Promise.resolve();
  let [rows, bytes] = [0, 0];
  try {
    for (;;) {
      const chunk = await unlessFailed(chunks.next());
      await unlessFailed(sent);
      if (chunk === null) break;
      sent = send(chunk.bytes);
      sent.then(
        () => chunks.release(chunk),
        () => {},
      );
      rows += chunk.rows;
      bytes += chunk.bytes.length;
      report(rows, bytes);
    }
    if (encoder.trailer.length > 0) await unlessFailed(send(encoder.trailer));
    await unlessFailed(new Promise<void>((resolve) => stream.end(resolve)));
  } catch (error) {
    if (!failed) stream.destroy(error as Error);
    throw error;
  }
}

function copyStatement(name: string, { columns, format }: TableEncoder): string {
  return `copy ${name} (${columns.map(quoted).join(', ')}) from stdin (format ${format})`;
}
