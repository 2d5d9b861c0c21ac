import { locateBinaries } from '../../src/server/local/locateBinaries.ts';
import { openQuietly, queryValue } from '../support/postgresSpec.ts';
import { refusal } from '../support/refusal.ts';
import { assert, suite } from '../support/suite.ts';

const [installed] = locateBinaries();

suite('the binaries of this machine', ({ test, skip }) => {
  if (installed === undefined) return skip('give a server', 'no PostgreSQL is installed here');

  test('give a server with the settings asked for', async () => {
    const server = await openQuietly({ server: 'binaries', settings: { work_mem: '8MB' }, locale: 'C' });
    try {
      assert.is(server.source, 'binaries');
      assert.is(server.version, installed.version);
      assert.is(server.settings['work_mem'], '8MB');
      await server.setDurability('off');
      const template = await server.createDatabase('template');
      const client = await server.connect(template);
      await client.query('create table public.t as select generate_series(1, 1000) as n');
      await client.end();
      await server.setDurability('production');
      const copy = await server.createDatabase('copy', { template });
      assert.is(await queryValue(server, copy, 'select count(*)::int from public.t'), 1000);
    } finally {
      await server.stop();
    }
  });

  test('of another version are refused, with those that are there', async () => {
    const error = await refusal({ server: 'binaries', version: '9.1' });
    assert.is(error.code, 'server/version');
    assert.match(error.message, installed.version);
  });
});
