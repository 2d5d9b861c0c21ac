import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { StatisticsEvidence, StatisticsFacts } from '../../src/evidence/StatisticsEvidence.ts';
import * as api from '../../src/index.ts';
import { StatisticsWatch } from '../../src/rehearsal/statistics/StatisticsWatch.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** Beyond what ANALYZE reads by itself, and beyond the limit that is set here for reading whole. */
const schema = `
  create table seeds (id int, word text);
  create table items (id int primary key, owner int not null, note text not null);
  create index items_owner_idx on items (owner);
  create statistics items_together on owner, note from items;`;
const items = api.defineTable('public.items', {
  id: api.sequence(),
  owner: api.uniform(1, 9_000),
  note: api.text({ length: 12 }),
});
const seeds = "insert into seeds select i, 's' || i % 7000 from generate_series(1, 40000) i;";
const migration = 'alter table items add more int default 3; create table copied as select * from items;';

suite('a build of more rows than ANALYZE may read', ({ test, before, after }) => {
  let server: Server;
  const cache = temporaryFolder();
  const set = process.env['PGREHEARSE_CACHE'];
  before(async () => {
    server = await localServer();
  });
  after(async () => {
    if (set === undefined) delete process.env['PGREHEARSE_CACHE'];
    else process.env['PGREHEARSE_CACHE'] = set;
    await server.stop();
  });

  /** Builds, migrates, and gives what the planner knew before and after. */
  async function run(
    place = cache,
    base = schema + seeds,
  ): Promise<Pick<Evidence, 'notes'> & StatisticsEvidence> {
    process.env['PGREHEARSE_CACHE'] = place;
    const request = {
      tables: [items.rows(40_000)],
      exactRows: 1_000,
      keep: { scenario: 'test', base: null },
    };
    return withDataset(server, base, request, async (client, dataset) => {
      const evidence: Pick<Evidence, 'statistics' | 'notes'> = {};
      const asked = {
        dataset,
        pending: [],
        progress: { step() {} },
        server,
        scenario: { migrations: nothing },
      };
      const watch = new StatisticsWatch(asked, evidence);
      await watch.before(client);
      await client.query(migration);
      await watch.settle(client, ['public.items', 'public.copied'], { migrations: [] });
      return { ...evidence.statistics!, ...(evidence.notes ? { notes: evidence.notes } : {}) };
    });
  }
  const nothing = { directory: null, command: null } as never;
  const from = (facts: StatisticsFacts | null) =>
    Object.fromEntries(facts!.tables.map((table) => [table.name, table.from]));

  test('has a sample’s statistics, which the next build has too, before and after the migrations', async () => {
    const [one, two] = [await run(), await run()];
    assert.equal(from(one.before), { 'public.items': 'sampled', 'public.seeds': 'sampled' });
    assert.equal(from(two.before), { 'public.items': 'imported', 'public.seeds': 'imported' });
    assert.is(from(one.after)['public.copied'], 'sampled');
    assert.is(from(two.after)['public.copied'], 'imported');
    assert.equal([one.before.hash, one.after!.hash], [two.before.hash, two.after!.hash]);
    assert.is(two.notes, undefined);
  });
  test('has the same plans’ ground where only the statistics are left of a cache', async () => {
    assert.equal(
      readdirSync(cache).filter((name) => /^[0-9a-f]{32}$/.test(name)),
      [],
    );
    const again = await run();
    assert.is(from(again.before)['public.items'], 'imported');
  });
  test('has statistics of its own where the base has left other rows', async () => {
    const other = await run(cache, schema + seeds.replace('7000', '8000'));
    assert.is(from(other.before)['public.seeds'], 'sampled');
  });
  test('leaves to chance what is not kept, and says so', async () => {
    const [one, two] = [await run('off'), await run('off')];
    assert.is(from(two.before)['public.items'], 'sampled');
    assert.is.not(one.before.hash, two.before.hash);
    assert.match(
      two.notes!.join('\n'),
      /^statistics of public\.items, public\.seeds come from a sample and are not kept/,
    );
  });
  test('makes new ones where the kept ones were removed', async () => {
    rmSync(join(cache, 'statistics'), { recursive: true });
    assert.is(from((await run()).before)['public.items'], 'sampled');
  });
});
