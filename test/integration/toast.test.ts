import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const texts = {
  words: api.text({ length: 8_000 }),
  fresh: api.text({ length: 8_000, of: 'random' }),
  half: api.text({ length: 8_000, of: 'random', repeated: 0.5 }),
  most: api.text({ length: 8_000, of: 'random', repeated: 0.9 }),
};

suite('TOAST', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  test('long texts compress as they are declared to', () =>
    withDataset(
      server,
      `create table t (${Object.keys(texts).map((name) => `${name} text compression pglz`)})`,
      { tables: [api.defineTable('public.t', texts).rows(300)] },
      async (client) => {
        const list = Object.keys(texts).map(
          (name) => `sum(pg_column_size(${name}))::float8 / sum(octet_length(${name})) as ${name}`,
        );
        const { rows } = await client.query<Record<keyof typeof texts, number>>(`select ${list} from t`);
        const { words, fresh, half, most } = rows[0]!;
        assert.ok(words > 0.3 && words < 0.7, `words ${words}`);
        assert.is(fresh, 1);
        // 9/8 of what is fresh, and three bytes for a repetition of 64 to 273.
        for (const [size, repeated] of [
          [half, 0.5],
          [most, 0.9],
        ] as const) {
          const [literal, tags] = [((1 - repeated) * 9) / 8, (repeated * 3) / 64];
          assert.ok(size > literal && size < literal + tags + 0.02, `${size} of ${repeated}`);
        }
        const toast = await client.query<{ bytes: number }>(
          `select pg_relation_size(reltoastrelid)::float8 as bytes from pg_class where relname = 't'`,
        );
        assert.ok(toast.rows[0]!.bytes > 300 * 8_000 * 1.5);
      },
    ));
});
