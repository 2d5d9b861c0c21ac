import { chooseLocale, createDatabaseLocale, initdbLocale } from '../../src/server/parity/LocaleChoice.ts';
import { assert, suite } from '../support/suite.ts';

suite('a locale', ({ test }) => {
  test('is ICU’s with the prefix icu:', () => {
    assert.equal(chooseLocale('icu:de-AT', 16), { provider: 'icu', name: 'de-AT' });
  });
  test('C.UTF-8 is the server’s own from 17 on', () => {
    assert.equal(chooseLocale('C.UTF-8', 17).provider, 'builtin');
    assert.equal(chooseLocale('C.utf8', 18), { provider: 'builtin', name: 'C.UTF-8' });
    assert.equal(chooseLocale('C.UTF-8', 16), { provider: 'libc', name: 'C.UTF-8' });
  });
  test('C is the C library’s', () => {
    assert.equal(chooseLocale('C', 18), { provider: 'libc', name: 'C' });
  });
  test('of another provider stands beside one of the C library', () => {
    assert.equal(initdbLocale({ provider: 'icu', name: 'sv' }, 'C.UTF-8'), [
      '--locale-provider=icu',
      '--icu-locale=sv',
      '--locale=C.UTF-8',
    ]);
  });
  test('names no provider before 15, which has none', () => {
    const options = createDatabaseLocale({ provider: 'libc', name: 'C' }, 'C', 14);
    assert.equal(
      options.map(([option]) => option),
      ['LC_COLLATE', 'LC_CTYPE'],
    );
  });
});
