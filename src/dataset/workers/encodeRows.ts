/** A worker thread's program: encodes rows of the tables that it was started with, as it is asked. */
import { parentPort, workerData } from 'node:worker_threads';
import { declaredTables } from '../../scenario/declaredTables.ts';
import { importModule } from '../../scenario/loading/importModule.ts';
import { encodeBatches } from '../encode/encodeBatches.ts';
import { copyDeclarations } from './copyDeclarations.ts';
import type { EncodeReply, EncodeRequest, WorkerMessage } from './messages.ts';
import type { PostedTables } from './PostedTables.ts';
import { reviveTables } from './reviveTables.ts';

const port = parentPort!;
const posted = workerData as PostedTables;
const prepared = reviveTables(posted, await importedFunctions());

port.on('message', (request: EncodeRequest) => {
  const reply = encode(request);
  port.postMessage(reply, reply.encoded === null ? [] : [reply.encoded.buffer]);
});
port.postMessage({ ready: true } satisfies WorkerMessage);

async function importedFunctions(): Promise<ReadonlyMap<string, unknown>> {
  if (posted.module === null) return new Map();
  const exports = await importModule(posted.module);
  return copyDeclarations(declaredTables(exports['default'])).functions;
}

function encode({ id, table, first, count, buffer }: EncodeRequest): EncodeReply {
  try {
    const { encoder, probe } = prepared(table);
    const { into, at } = encodeBatches(encoder, first, count, Buffer.from(buffer));
    return { id, encoded: { buffer: into.buffer as ArrayBuffer, length: at }, digest: probe.digest };
  } catch {
    return { id, encoded: null, digest: '' };
  }
}
