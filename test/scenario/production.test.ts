import { join } from 'node:path';
import { parseProduction } from '../../src/scenario/production/readProduction.ts';
import { production } from '../fixtures/production/build.ts';
import { loadFields } from '../support/loadText.ts';
import { assert, suite } from '../support/suite.ts';
import { thrown } from '../support/thrown.ts';

const table = (rows: number) => ({
  kind: 'table' as const,
  rows,
  bytes: { heap: 0, toast: 0, indexes: 0 },
  columns: {},
});
const captured = production({
  server: {
    ...production().server,
    version: '16.3',
    major: 16,
    encoding: 'LATIN1',
    locale: { provider: 'libc', collate: 'de_DE.ISO-8859-1', ctype: 'de_DE.ISO-8859-1' },
    timezone: 'Europe/Berlin',
    settings: { work_mem: '64MB', random_page_cost: '1.1', shared_buffers: '64GB' },
    extensions: { pg_trgm: '1.6' },
  },
  tables: { 'public.orders': table(14e6), 'public."User"': table(3) },
});
const text = JSON.stringify(captured);

suite('production.json of a scenario', ({ test }) => {
  test('is found beside the scenario', async () => {
    const { production: found, directory } = await loadFields('', {}, { 'one/production.json': text });
    assert.is(found!.file, join(directory, 'production.json'));
    assert.equal(found!.rows, { 'public.orders': 14e6, 'public."User"': 3 });
    assert.is(found!.known!.server.major, 16);
  });

  test('is the file that the scenario names', async () => {
    const { production: found, directory } = await loadFields(
      `production: '../known/shop.json',`,
      {},
      { 'known/shop.json': text, 'one/production.json': 'not this one' },
    );
    assert.is(found!.file, join(directory, '../known/shop.json'));
  });

  test('gives the rows that the scenario does not give itself', async () => {
    const { production: found } = await loadFields(
      `production: { rows: { 'public.orders': 5 } },`,
      {},
      { 'one/production.json': text },
    );
    assert.equal(found!.rows, { 'public.orders': 5, 'public."User"': 3 });
  });

  test('is left alone where the scenario says so', async () => {
    const { production: found, postgres } = await loadFields(
      'production: false,',
      {},
      { 'one/production.json': text },
    );
    assert.equal([found, postgres.wished], [null, []]);
  });

  test('rows alone need no file', async () => {
    const { production: found } = await loadFields(`production: { rows: { 'public.orders': 5 } },`);
    assert.equal(found, { file: null, known: null, rows: { 'public.orders': 5 } });
  });

  test('gives the server what the scenario does not say, as wishes, and leaves what goes with the machine', async () => {
    const { postgres } = await loadFields(
      `postgres: { settings: { work_mem: '8MB' }, timezone: 'UTC' },`,
      {},
      { 'one/production.json': text },
    );
    assert.equal(
      [
        postgres.version,
        postgres.encoding,
        postgres.locale,
        postgres.timezone,
        postgres.settings,
        postgres.extensions,
      ],
      ['16', 'LATIN1', 'de_DE.ISO-8859-1', 'UTC', { work_mem: '8MB', random_page_cost: '1.1' }, []],
    );
    assert.equal(postgres.wished, [
      'version',
      'encoding',
      'locale',
      'settings.random_page_cost',
      'extensions.pg_trgm',
    ]);
    assert.match(postgres.origins['version']!, /production\.json$/);
    assert.match(postgres.origins['settings.random_page_cost']!, /production\.json$/);
    assert.match(postgres.origins['settings.work_mem']!, /postgres\.settings\.work_mem in /);
  });

  test('an image that is named decides its version itself', async () => {
    const { postgres } = await loadFields(
      `postgres: { image: 'postgis/postgis:17' },`,
      {},
      { 'one/production.json': text },
    );
    assert.equal([postgres.version, postgres.image], [null, 'postgis/postgis:17']);
  });

  test('an ICU locale is written as a scenario writes it', async () => {
    const icu = production({
      server: { ...captured.server, locale: { provider: 'icu', collate: 'C', ctype: 'C', locale: 'de-AT' } },
    });
    const { postgres } = await loadFields('', {}, { 'one/production.json': JSON.stringify(icu) });
    assert.is(postgres.locale, 'icu:de-AT');
  });

  test('what is not a path and not rows is an error of its field', async () => {
    const error = await thrown(() => loadFields('production: 7,'));
    assert.is(error.code, 'scenario/invalid');
    assert.match(
      error.message,
      /production: expected '\.\/production\.json' or \{ rows: .* \} or false, found 7/,
    );
    const rows = await thrown(() => loadFields(`production: { rows: { orders: 7 } },`));
    assert.match(rows.message, /production\.rows.*expected a schema-qualified relation/);
  });

  test('a file that is named and not there is an error that says how to get one', async () => {
    const error = await thrown(() => loadFields(`production: './no.json',`));
    assert.equal([error.code, error.exitCode], ['production/missing', 2]);
    assert.match(error.hint!, /pgrehearse production capture/);
  });
});

suite('production.json that is not as it was captured', ({ test }) => {
  const fault = (changed: string) => thrown(() => parseProduction(changed, 'production.json'));

  test('cut short, it is not whole, and nothing of its text is shown', async () => {
    for (const length of [1, 100, text.length - 1]) {
      const error = await fault(text.slice(0, length));
      assert.is(error.code, 'production/cut');
      assert.not.match(error.detail!, /"schemaVersion|16\.3/);
    }
  });

  test('empty, the script had failed', async () => {
    assert.match((await fault('\n')).detail!, /the script that psql ran ended with an error/);
  });

  test('of a later version, it asks for an update', async () => {
    const error = await fault(text.replace('"schemaVersion":1', '"schemaVersion":2'));
    assert.is(error.code, 'production/version');
    assert.match(error.hint!, /Update pgrehearse/);
  });

  test('of another kind, it is named', async () => {
    for (const other of ['{"scenarios":[]}', '[]', 'null', '3']) {
      assert.is((await fault(other)).code, 'production/invalid', other);
    }
  });

  const edits: [string, string, string, RegExp][] = [
    [
      'a number of rows that is none',
      '"rows":14000000',
      '"rows":-3',
      /tables\['public\.orders'\]\.rows: expected a number, 0 or more, found -3/,
    ],
    [
      'a number as a text',
      '"rows":14000000',
      '"rows":"14M"',
      /rows: expected a number, 0 or more, found '14M'/,
    ],
    ['a misspelt field', '"rows":14000000', '"rosw":14000000', /rosw: unknown field.*Did you mean 'rows'\?/],
    ['a field that was removed', '"notRead":[]', '"roles":[]', /notRead: expected a list, found nothing/],
    [
      'a share above one',
      '"columns":{}',
      '"columns":{"a":{"type":"text","nullFrac":1.5}}',
      /columns\.a\.nullFrac: expected a number from 0 to 1, found 1\.5/,
    ],
    [
      'shares above one in sum',
      '"columns":{}',
      '"columns":{"a":{"type":"text","mostCommonFreqs":[0.7,0.6]}}',
      /add up to at most 1/,
    ],
    [
      'a date that is none',
      '"capturedAt":"2026-03-01T00:00:00Z"',
      '"capturedAt":"last week"',
      /capturedAt: expected a timestamp/,
    ],
    ['a table without its schema', '"public.orders"', '"orders"', /expected a schema-qualified relation/],
  ];
  for (const [what, from, to, message] of edits) {
    test(`with ${what}, it names the field`, async () => {
      assert.ok(text.includes(from));
      const error = await fault(text.replace(from, to));
      assert.is(error.code, 'production/invalid');
      assert.match(error.message, message);
      assert.match(error.hint!, /Undo what was edited by hand/);
    });
  }
});
