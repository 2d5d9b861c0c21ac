import { startupOptions } from '../../src/server/connection/connectClient.ts';
import { defaultSettings } from '../../src/server/local/defaultSettings.ts';
import { postgresqlConf } from '../../src/server/local/postgresqlConf.ts';
import { refusedSetting } from '../../src/server/parity/refusedSetting.ts';
import { settingsOf } from '../../src/server/parity/settingsOf.ts';
import { postgresSpec } from '../support/postgresSpec.ts';
import { rejection } from '../support/rejection.ts';
import { assert, suite } from '../support/suite.ts';

suite('settings', ({ test }) => {
  test('are quoted for postgresql.conf', () => {
    assert.match(postgresqlConf({ search_path: `o'brien, a\\b` }), `search_path = 'o''brien, a\\\\b'\n`);
  });
  test('are escaped for the startup packet', () => {
    assert.is(
      startupOptions({ search_path: 'a, b', work_mem: '4MB' }),
      '-c search_path=a,\\ b -c work_mem=4MB',
    );
    assert.is(startupOptions({}), undefined);
  });
  test('have the time zone among them', () => {
    assert.equal(settingsOf(postgresSpec({ timezone: 'Asia/Kolkata', settings: { jit: 'off' } })), {
      timezone: 'Asia/Kolkata',
      jit: 'off',
    });
  });
  test('that say where the server is are refused', async () => {
    const error = await rejection(() => settingsOf(postgresSpec({ settings: { listen_addresses: '*' } })));
    assert.is(error.code, 'scenario/setting');
    assert.is(error.source, 'postgres.settings in scenario.ts');
  });
  test('with a name that is none are refused', async () => {
    const error = await rejection(() => settingsOf(postgresSpec({ settings: { 'work mem': '4MB' } })));
    assert.match(error.message, "'work mem'");
  });
  test('that the server refused are found in its log, with its hint', () => {
    const log = [
      '2026-01-01 00:00:00 UTC [1] LOG:  invalid value for parameter "work_mem": "64XB"',
      '2026-01-01 00:00:00 UTC [1] HINT:  Valid units for this parameter are "B", "kB", "MB", "GB", and "TB".',
      '2026-01-01 00:00:00 UTC [1] FATAL:  configuration file "x/postgresql.conf" contains errors',
    ].join('\n');
    const error = refusedSetting(log, postgresSpec({ settings: { work_mem: '64XB' } }));
    assert.is(error?.message, "the server refuses the setting work_mem = '64XB'");
    assert.match(error?.detail ?? '', 'Valid units');
  });
  test('that nobody asked for are not blamed', () => {
    assert.is(refusedSetting('FATAL:  unrecognized configuration parameter "x"', postgresSpec()), undefined);
  });
  test('give a small machine less memory', () => {
    assert.is(defaultSettings(24 * 1024 ** 3)['shared_buffers'], '524288kB');
    assert.is(defaultSettings(2 * 1024 ** 3)['shared_buffers'], '262144kB');
    assert.is(defaultSettings(256 * 1024 ** 2)['shared_buffers'], '131072kB');
  });
});
