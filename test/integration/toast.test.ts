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
        // 9/8 of what is fresh, and three bytes for each 64 that repeat.
        assert.ok(Math.abs(half - (0.5 * 9) / 8 - (0.5 * 3) / 64) < 0.02, `half ${half}`);
        assert.ok(Math.abs(most - (0.1 * 9) / 8 - (0.9 * 3) / 64) < 0.02, `most ${most}`);
        const toast = await client.query<{ bytes: number }>(
          `select pg_relation_size(reltoastrelid)::float8 as bytes from pg_class where relname = 't'`,
        );
        assert.ok(toast.rows[0]!.bytes > 300 * 8_000 * 1.5);
      },
    ));
});
