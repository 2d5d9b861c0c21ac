import { createHash } from 'node:crypto';
import { TableChunks } from '../../src/dataset/load/TableChunks.ts';
import type { PreparedTable } from '../../src/dataset/prepareTables.ts';
import { EncoderPool } from '../../src/dataset/workers/EncoderPool.ts';
import { givenWorkers, workerCount } from '../../src/dataset/workers/workerCount.ts';
import type { TableRows } from '../../src/index.ts';
import * as api from '../../src/index.ts';
import { loadModule } from '../../src/scenario/loading/loadDefault.ts';
import { assert, suite } from '../support/suite.ts';
import { prepare } from '../support/tables.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown } from '../support/thrown.ts';

const rows = 40_000;

async function hashOf(table: PreparedTable, pool: EncoderPool | null): Promise<string> {
  const hash = createHash('sha256');
  const chunks = new TableChunks(table, pool);
  for (let chunk = await chunks.next(); chunk !== null; chunk = await chunks.next()) {
    hash.update(chunk.bytes);
    chunks.release(chunk);
  }
  return hash.digest('hex');
}

async function withPool<T>(
  table: PreparedTable,
  size: number,
  body: (pool: EncoderPool) => Promise<T>,
  module: { code: string } | null = null,
): Promise<T> {
  const pool = new EncoderPool([table], module, size);
  try {
    await pool.start();
    return await body(pool);
  } finally {
    await pool.close();
  }
}

/** The first table of an author's file, prepared, with the module that workers import again. */
async function authored(body: string, types: Record<string, string>) {
  const folder = temporaryFolder({
    'scenario.ts': `import { altered, constant, defineTable, derived, duplicated, json, oneOf, references, sequence, uniform, pool } from 'pgrehearse';
${body}`,
  });
  const { exported, module } = await loadModule(`${folder}/scenario.ts`);
  return { table: prepare((exported as { data: TableRows[] }).data, types), module, folder };
}

suite('workers', ({ test }) => {
  const customers = api.defineTable('public.customers', {
    id: api.sequence(),
    at: api.timestamps({ from: '-9 d' }),
  });
  const status = api.oneOf({ paid: 90, pending: 8 });
  const plain = prepare(
    [
      api
        .defineTable('public.orders', {
          id: api.sequence(),
          customer_id: api.references(customers, 'id', { skew: api.zipf(1.1), childless: 0.2 }),
          moved: api.references(() => customers, 'at', { together: 'customer_id' }),
          parent: api.nullable(0.2, api.selfReference('id')),
          status,
          again: status,
          amount: api.lognormal(40, 1, { decimals: 2 }),
          note: api.nullable(
            0.5,
            api.pool(100, (faker) => faker.lorem.sentence()),
          ),
          body: api.text({ length: api.uniform(1, 200) }),
          since: api.oneOf([new Date(1e12), 10n]),
          span: api.constant('1 day'),
        })
        .rows(rows),
      customers.rows(300),
    ],
    {
      id: 'int8',
      customer_id: 'int4',
      moved: 'timestamptz',
      parent: 'int8',
      status: 'text',
      again: 'text',
      amount: 'numeric',
      note: 'text',
      body: 'text',
      since: 'text',
      span: 'text',
    },
  );

  for (const size of [1, 2, 8])
    test(`${size} of them encode the same bytes as none`, () =>
      withPool(plain, size, async (pool) => {
        assert.is(await hashOf(plain, pool), await hashOf(plain, null));
      }));

  test('encode by themselves, whatever rows they are asked for', () =>
    withPool(plain, 1, async (pool) => {
      const bytes = await pool.encode('public.orders', 777, 1000);
      const { into, at } = [plain.encoder.encode(777, 512, Buffer.alloc(0), 0)].map(({ into, at }) =>
        plain.encoder.encode(1289, 488, into, at),
      )[0]!;
      assert.ok(bytes !== null && into.subarray(0, at).equals(bytes));
    }));

  test('import an author’s functions again', async () => {
    const { table, module } = await authored(
      `const big = altered(0.5, (value) => value * 2, uniform(1, 100));
       const parents = defineTable('public.parents', { id: sequence(), name: derived((row, n) => 'p' + n) });
       export default { data: [defineTable('public.t', { a: big, b: big,
         c: derived((row, n) => row.a + ' ' + n), d: json({ x: big }, (x) => ({ y: x.x })),
         e: duplicated(0.2, uniform(1, 9), { variant: (value, copy) => value + copy }),
         p: references(parents, 'name') }).rows(${rows}), parents.rows(50)] };`,
      { a: 'int4', b: 'int4', c: 'text', d: 'jsonb', e: 'int4', p: 'text' },
    );
    await withPool(
      table,
      2,
      async (pool) => {
        assert.ok((await pool.encode('public.t', 0, 100)) !== null);
        assert.is(await hashOf(table, pool), await hashOf(table, null));
      },
      module,
    );
  });

  test('leave to the main thread what they cannot import', async () => {
    const { table } = await authored(
      `export default { data: [defineTable('public.t', { c: derived((row, n) => n) }).rows(${rows})] };`,
      { c: 'int4' },
    );
    await withPool(table, 2, async (pool) => {
      assert.is(await pool.encode('public.t', 0, 100), null);
      assert.is(await hashOf(table, pool), await hashOf(table, null));
    });
  });

  test('leave to the main thread a module that gives other rows each time', async () => {
    const { table, module } = await authored(
      `globalThis.imports = (globalThis.imports ?? 7) + 1; const n = process.threadId ?? performance.now();
       export default { data: [defineTable('public.t', { c: derived(() => n) }).rows(${rows})] };`,
      { c: 'float8' },
    );
    await withPool(
      table,
      2,
      async (pool) => assert.is(await hashOf(table, pool), await hashOf(table, null)),
      module,
    );
  });

  test('leave to the main thread what cannot be sent', async () => {
    const table = prepare(
      [
        api
          .defineTable('public.t', {
            c: api.sequence(),
            d: api.constant({ a: 1, unsaid: Symbol('s') } as never),
          })
          .rows(rows),
      ],
      { c: 'int4', d: 'jsonb' },
    );
    await withPool(table, 1, async (pool) => {
      assert.is(pool.encode('public.t', 0, 100), null);
      assert.is(await hashOf(table, pool), await hashOf(table, null));
    });
  });

  test('surface an author’s error as the main thread does', async () => {
    const { table, module } = await authored(
      `export default { data: [defineTable('public.t', { c: derived((row, n) => {
         if (n === 23456) throw new TypeError('no such thing');
         return n;
       }) }).rows(${rows})] };`,
      { c: 'int4' },
    );
    const here = await thrown(() => hashOf(table, null));
    const there = await withPool(table, 2, (pool) => thrown(() => hashOf(table, pool)), module);
    assert.equal(
      [there.code, there.message, there.detail, there.source],
      [here.code, here.message, here.detail, here.source],
    );
    assert.is(there.code, 'data/function');
    assert.match(there.detail ?? '', /no such thing/);
  });

  test('are survived when they end', async () => {
    const { table, module } = await authored(
      `import { isMainThread } from 'node:worker_threads';
       export default { data: [defineTable('public.t', { c: derived((row, n) => {
         if (n === 9999 && !isMainThread) process.exit(3);
         return n;
       }) }).rows(${rows})] };`,
      { c: 'int4' },
    );
    await withPool(
      table,
      2,
      async (pool) => assert.is(await hashOf(table, pool), await hashOf(table, null)),
      module,
    );
  });
});

suite('the number of workers', ({ test }) => {
  test('is that of the processors, up to 4, and none for few rows or one processor', () => {
    assert.equal(
      [
        workerCount(1e8, 1),
        workerCount(1e8, 2),
        workerCount(1e8, 64),
        workerCount(1e6, 64),
        workerCount(1e5, 8),
      ],
      [0, 2, 4, 2, 0],
    );
  });
  test('is what PGREHEARSE_WORKERS says', async () => {
    assert.equal([givenWorkers(''), givenWorkers('0'), givenWorkers('8')], [null, 0, 8]);
    assert.is((await thrown(async () => givenWorkers('many'))).code, 'usage/workers');
  });
});
