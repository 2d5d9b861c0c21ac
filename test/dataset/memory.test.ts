import { TableChunks } from '../../src/dataset/load/TableChunks.ts';
import { EncoderPool } from '../../src/dataset/workers/EncoderPool.ts';
import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { prepare } from '../support/tables.ts';

const most = 2_000_000_000;
const customers = api.defineTable('public.customers', { id: api.sequence({ correlation: 0 }) });
const orders = api.defineTable('public.orders', {
  id: api.sequence(),
  customer_id: api.references(customers, 'id', { skew: api.zipf(1.1), childless: 0.2 }),
  email: api.template('u{n}@example.com'),
  note: api.nullable(
    0.5,
    api.pool(1000, (faker) => faker.lorem.sentence()),
  ),
});

/** The highest resident size, in megabytes, while that many rows are encoded and thrown away. */
async function peakOf(rows: number, chunks: TableChunks): Promise<number> {
  let peak = 0;
  for (let done = 0; done < rows; ) {
    const chunk = (await chunks.next())!;
    done += chunk.rows;
    chunks.release(chunk);
    peak = Math.max(peak, process.memoryUsage.rss() / 2 ** 20);
  }
  return peak;
}

suite('memory', ({ test }) => {
  // Of a table with two billion rows, which nothing may depend on either.
  const table = prepare([orders.rows(most), customers.rows(most / 10)], {
    id: 'int8',
    customer_id: 'int8',
    email: 'text',
    note: 'text',
  });

  test(
    'does not grow with the rows that are generated',
    async () => {
      const chunks = new TableChunks(table, null);
      const early = await peakOf(1_000_000, chunks);
      const late = await peakOf(4_000_000, chunks);
      // 4 million rows that left ten bytes each would show.
      assert.ok(late - early < 38, `${early} MB after 1 million rows, ${late} MB after 5 million`);
    },
    { timeoutMs: 120_000 },
  );

  test(
    'does not grow with the rows that workers generate',
    async () => {
      const pool = new EncoderPool([table], null, 2);
      try {
        await pool.start();
        const chunks = new TableChunks(table, pool);
        const early = await peakOf(1_000_000, chunks);
        const late = await peakOf(4_000_000, chunks);
        assert.ok(late - early < 38, `${early} MB after 1 million rows, ${late} MB after 5 million`);
      } finally {
        await pool.close();
      }
    },
    { timeoutMs: 120_000 },
  );
});
