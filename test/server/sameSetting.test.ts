import { type SettingRow, sameSetting } from '../../src/server/parity/sameSetting.ts';
import { assert, suite } from '../support/suite.ts';

suite('a setting', ({ test }) => {
  test('is the same in another unit', () => {
    assert.ok(sameSetting('64MB', row('integer', '65536', 'kB', '64MB')));
    assert.ok(sameSetting('65536 kB', row('integer', '65536', 'kB', '64MB')));
    assert.ok(sameSetting('1GB', row('integer', '131072', '8kB', '1GB')));
    assert.ok(sameSetting('0.5h', row('integer', '1800', 's', '30min')));
    assert.ok(sameSetting('65536', row('integer', '65536', 'kB', '64MB')));
  });
  test('differs by its amount', () => {
    assert.not(sameSetting('64MB', row('integer', '4096', 'kB', '4MB')));
    assert.not(sameSetting('1.1', row('real', '4', null, '4')));
  });
  test('is the same with more digits', () => {
    assert.ok(sameSetting('1.10', row('real', '1.1', null, '1.1')));
  });
  test('of -1 is whatever the server chose', () => {
    assert.ok(sameSetting('-1', row('integer', '2048', '8kB', '16MB')));
  });
  test('is the same under each word for on and off', () => {
    for (const word of ['on', 'true', 'YES', 't', '1']) assert.ok(sameSetting(word, row('bool', 'on')), word);
    for (const word of ['off', 'false', 'n', '0']) assert.ok(sameSetting(word, row('bool', 'off')), word);
    assert.not(sameSetting('off', row('bool', 'on')));
    assert.not(sameSetting('maybe', row('bool', 'off')));
  });
  test('that is a list is the same with other spaces', () => {
    assert.ok(sameSetting('app,public', row('string', 'app, public')));
    assert.not(sameSetting('public', row('string', 'app, public')));
  });
  test('of words takes on for true', () => {
    assert.ok(sameSetting('true', row('enum', 'on')));
    assert.not(sameSetting('local', row('enum', 'on')));
  });
});

function row(
  vartype: SettingRow['vartype'],
  setting: string,
  unit: string | null = null,
  shown = setting,
): SettingRow {
  return { name: 'x', setting, unit, vartype, shown };
}
