import { setTimeout as sleep } from 'node:timers/promises';
import { findEngine } from '../../src/server/container/findEngine.ts';
import { containersLabelled, runLabel } from '../../src/server/container/removeContainers.ts';
import type { Server } from '../../src/server/Server.ts';
import { openQuietly, queryValue } from '../support/postgresSpec.ts';
import { refusal } from '../support/refusal.ts';
import { leftAfterTenSeconds, startServerProcess } from '../support/ServerProcess.ts';
import { assert, suite } from '../support/suite.ts';

const image = process.env['PGREHEARSE_TEST_IMAGE'] ?? null;

suite('the container server', ({ test, skip, before, after }) => {
  if (image === null) return skip('gives a server', 'no Docker engine: set PGREHEARSE_TEST_IMAGE');
  const container = { server: 'container', image } as const;
  let server: Server;
  before(async () => {
    server = await openQuietly({
      ...container,
      settings: { work_mem: '8MB', synchronous_commit: 'local' },
      timezone: 'Asia/Kolkata',
      extensions: ['pg_trgm'],
    });
  });
  after(() => server?.stop());

  test(
    'has the settings and extensions asked for',
    () => {
      assert.is(server.source, 'container');
      assert.is(server.settings['work_mem'], '8MB');
      assert.is(server.settings['synchronous_commit'], 'local');
      assert.is(server.settings['timezone'], 'Asia/Kolkata');
      assert.match(server.settings['extensions']!, /^pg_trgm \d/);
    },
    { timeoutMs: 120_000 },
  );

  test('loses and regains the durability asked for', async () => {
    const read = () =>
      queryValue(
        server,
        'postgres',
        "select current_setting('fsync') || ' ' || current_setting('synchronous_commit')",
      );
    await server.setDurability('off');
    assert.is(await read(), 'off off');
    await server.setDurability('production');
    assert.is(await read(), 'on local');
  });

  test('copies a template', async () => {
    const template = await server.createDatabase('template');
    const copy = await server.createDatabase('copy', { template });
    assert.is(await queryValue(server, copy, 'select current_database()'), copy);
  });

  test('is labelled with its run and process', async () => {
    const [found] = await containersOf(server.databasePrefix);
    assert.is(found?.Labels['pgrehearse.pid'], String(process.pid));
  });

  test(
    'says why it does not start',
    async () => {
      const error = await refusal({ ...container, settings: { work_mem: '64XB' } });
      assert.is(error.code, 'scenario/setting');
      assert.match(error.detail!, 'Valid units');
    },
    { timeoutMs: 120_000 },
  );

  test('says that an image is not there', async () => {
    const error = await refusal({ ...container, image: 'pgrehearse-test/no-such-image:1' });
    assert.is(error.code, 'docker/image');
    assert.match(error.message, 'pgrehearse-test/no-such-image:1');
  });

  test(
    'is chosen where the embedded version does not fit',
    async () => {
      const version = String(server.major);
      const other = await openQuietly({ version, image });
      assert.is(other.source, 'container');
      await other.stop();
      assert.equal(await containersOf(other.databasePrefix), []);
    },
    { timeoutMs: 120_000 },
  );

  test(
    'is removed after kill -9',
    async () => {
      const started = startServerProcess({ postgres: container });
      const { databasePrefix } = JSON.parse(await started.says('open')) as Server;
      started.kill();
      const deadline = Date.now() + 10_000;
      while ((await containersOf(databasePrefix)).length > 0 && Date.now() < deadline) await sleep(200);
      assert.equal(await containersOf(databasePrefix), []);
      assert.equal(await leftAfterTenSeconds(started.directory), []);
    },
    { timeoutMs: 120_000 },
  );

  async function containersOf(databasePrefix: string) {
    return containersLabelled(await findEngine(), `${runLabel}=${databasePrefix.split('_')[1]}`);
  }
});
