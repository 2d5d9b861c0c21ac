import type { ResolvedPostgres } from '../../src/scenario/ResolvedScenario.ts';
import { openQuietly, queryValue } from '../support/postgresSpec.ts';
import { refusal } from '../support/refusal.ts';
import { assert, suite } from '../support/suite.ts';

suite('what a scenario asks of its server', ({ test }) => {
  refused('a value that a setting does not take', 'scenario/setting', { settings: { work_mem: '64XB' } }, [
    "work_mem = '64XB'",
    'Valid units',
    'postgres.settings in scenario.ts',
  ]);
  refused('a setting that does not exist', 'scenario/setting', { settings: { work_memory: '64MB' } }, [
    'work_memory',
    'unrecognized',
  ]);
  refused('a time zone that does not exist', 'scenario/setting', { timezone: 'Mars/Phobos' }, [
    'Mars/Phobos',
  ]);
  refused('a locale that the machine does not know', 'server/locale', { locale: 'xx_XX.utf8' }, [
    'xx_XX.utf8',
    'icu:',
  ]);
  refused('a language that ICU does not know', 'server/locale', { locale: 'icu:xx-QQ' }, [
    'unknown language',
  ]);
  refused('an encoding that does not exist', 'server/encoding', { encoding: 'UTF9' }, ['UTF9']);
  refused('an extension that is not there', 'server/extension', { extensions: ['postgis'] }, [
    'postgis',
    'pg_trgm',
  ]);
  refused('a version that is not there', 'server/version', { version: '9.6' }, ['9.6', '18.']);

  test('an order of ICU is the order of its databases', async () => {
    const server = await openQuietly({ server: 'embedded', locale: 'icu:sv' });
    try {
      assert.is(server.settings['locale_provider'], 'icu');
      assert.is(server.settings['locale'], 'sv');
      const name = await server.createDatabase('swedish');
      assert.is(await queryValue(server, name, "select 'å' > 'z'"), true);
    } finally {
      await server.stop();
    }
  });

  test('another encoding and the locale C are those of its databases', async () => {
    const server = await openQuietly({ server: 'embedded', encoding: 'LATIN1', locale: 'C' });
    try {
      assert.is(server.settings['server_encoding'], 'LATIN1');
      assert.is(server.settings['lc_collate'], 'C');
    } finally {
      await server.stop();
    }
  });

  function refused(what: string, code: string, asked: Partial<ResolvedPostgres>, words: string[]): void {
    test(`cannot be ${what}`, async () => {
      const error = await refusal({ server: 'embedded', ...asked });
      assert.is(error.code, code);
      const text = [error.message, error.detail, error.source, error.hint].join('\n');
      for (const word of words) assert.match(text, word);
    });
  }
});
