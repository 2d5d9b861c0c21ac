import { Worker } from 'node:worker_threads';
import type { PreparedTable } from '../prepareTables.ts';
import type { EncodeReply, EncodeRequest, WorkerMessage } from './messages.ts';
import { postTables } from './postTables.ts';

/**
 * Worker threads that encode rows. Rows are a function of their numbers, so that any thread may encode any of
 * them; what a worker fails at is left to whoever asked, on whose thread the error then shows as it is.
 */
export class EncoderPool {
  readonly size: number;
  readonly #workers: PoolWorker[] = [];
  readonly #digests: ReadonlyMap<string, string>;
  /** Tables that workers cannot encode as the main thread does. */
  readonly #excluded = new Set<string>();
  readonly #spare: ArrayBuffer[] = [];
  readonly #tables: readonly PreparedTable[];
  readonly #module: { readonly code: string } | null;
  #requests = 0;
  #started = false;
  #window: { now: number; usedMs: number; warm: boolean } | null = null;

  /** @param module where the author's functions are found; null: tables that have some stay on this thread */
  constructor(tables: readonly PreparedTable[], module: { readonly code: string } | null, size: number) {
    this.size = size;
    this.#tables = tables;
    this.#module = module;
    this.#digests = new Map(tables.map(({ target, probe }) => [target.table.name, probe.digest]));
  }

  /** Resolves when all workers are ready to encode, or will never be. */
  async start(): Promise<void> {
    if (!this.#started) {
      this.#started = true;
      const posted = postTables(this.#tables, this.#module);
      try {
        for (let i = 0; i < this.size; i++) this.#add(startWorker(posted));
      } catch (error) {
        // Values that cannot be cloned, such as a symbol among them.
        if ((error as Error).name !== 'DataCloneError') throw error;
      }
    }
    await Promise.all(this.#workers.map(({ started }) => started));
  }

  /**
   * This thread has encoded something. Where this process has a processor to itself and uses all of it, the server
   * waits for it, and workers are started; where it mostly waits for the server, or for a processor, they would only
   * take the server's. The first moments, in which the code is still being compiled, do not count.
   *
   * @param usedMs processor time of this process so far
   */
  encodedHere(usedMs: number = processorMs(), now: number = performance.now()): void {
    if (this.#started) return;
    const since = this.#window;
    if (since !== null && now - since.now < windowMs) return;
    const busy = since !== null && (usedMs - since.usedMs) / (now - since.now) > busyShare;
    if (busy && since.warm) void this.start();
    this.#window = { now, usedMs, warm: since !== null };
  }

  /** Gives null where no worker can take it now, and resolves to null where none could do it. */
  encode(table: string, first: number, count: number): Promise<Uint8Array | null> | null {
    if (this.#excluded.has(table)) return null;
    const worker = this.#workers
      .filter(({ ready }) => ready)
      .sort(
        (a, b) => a.waiting.size - b.waiting.size || Number(b.last === table) - Number(a.last === table),
      )[0];
    if (worker === undefined) return null;
    const id = ++this.#requests;
    const buffer = this.#spare.pop() ?? new ArrayBuffer(bufferBytes);
    worker.last = table;
    return new Promise((resolve) => {
      worker.waiting.set(id, (reply) => resolve(this.#checked(table, reply)));
      worker.thread.postMessage({ id, table, first, count, buffer } satisfies EncodeRequest, [buffer]);
    });
  }

  /** The bytes that `encode` gave are no longer needed. */
  release({ buffer }: Uint8Array): void {
    this.#spare.push(buffer as ArrayBuffer);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ thread }) => thread.terminate()));
  }

  #checked(table: string, { encoded, digest }: EncodeReply): Uint8Array | null {
    if (encoded === null) return null;
    if (digest === this.#digests.get(table)) return new Uint8Array(encoded.buffer, 0, encoded.length);
    // The module gives other declarations each time it is imported: by a clock, for instance.
    this.#excluded.add(table);
    return null;
  }

  #add(thread: Worker): void {
    const { promise, resolve } = withResolvers();
    const worker: PoolWorker = { thread, ready: false, started: promise, waiting: new Map(), last: null };
    this.#workers.push(worker);
    thread.on('message', (message: WorkerMessage) => {
      if ('ready' in message) {
        worker.ready = true;
        resolve();
        return;
      }
      worker.waiting.get(message.id)!(message);
      worker.waiting.delete(message.id);
    });
    const gone = () => {
      worker.ready = false;
      resolve();
      for (const [id, settle] of worker.waiting) settle({ id, encoded: null, digest: '' });
      worker.waiting.clear();
    };
    thread.on('error', gone);
    thread.on('exit', gone);
  }
}

const bufferBytes = 262_144;
const windowMs = 400;
const busyShare = 0.85;

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface PoolWorker {
  readonly thread: Worker;
  ready: boolean;
  readonly started: Promise<void>;
  readonly waiting: Map<number, (reply: EncodeReply) => void>;
  /** The table that it was last asked for, whose dictionaries are warm. */
  last: string | null;
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** From source the thread needs tsx first. What the author's module prints was printed when it was loaded. */
function startWorker(workerData: unknown): Worker {
  const here = import.meta.url;
  const options = { workerData, execArgv: [], stdout: true, stderr: true };
  if (!here.endsWith('.ts')) return new Worker(new URL('./encodeRows.js', here), options);
  const [tsx, program] = [import.meta.resolve('tsx/esm/api'), new URL('./encodeRows.ts', here).href];
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(program)});
  })`;
  return new Worker(code, { ...options, eval: true });
}
