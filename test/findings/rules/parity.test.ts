import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { ProductionFacts } from '../../../src/evidence/ScenarioFacts.ts';
import { evidence, relations, scenario } from '../../fixtures/evidence/build.ts';
import { found, judged, told } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

const server: NonNullable<ProductionFacts['server']> = {
  version: '18.1',
  major: 18,
  encoding: 'UTF8',
  locale: 'C.UTF-8',
  timezone: 'UTC',
  settings: { work_mem: '64MB' },
  extensions: [],
};
const here = {
  server_encoding: 'UTF8',
  locale_provider: 'builtin',
  locale: 'C.UTF-8',
  lc_collate: 'C',
  TimeZone: 'Etc/UTC',
  work_mem: '65536kB',
};

/** A run on 20 November 2026, beside what was known of production. */
function beside(
  production: Partial<ProductionFacts['server']> & object = {},
  facts: Partial<ProductionFacts> = {},
  settings: Record<string, string> = {},
  lackingExtensions: string[] = [],
): Evidence {
  return evidence({
    server: {
      version: '18.4',
      major: 18,
      source: 'embedded',
      settings: { ...here, ...settings },
      lackingExtensions,
    },
    scenario: scenario({
      production: {
        rows: {},
        file: 'production.json',
        capturedAt: '2026-11-18T20:00:00Z',
        server: { ...server, ...production },
        relations: ['public.orders', 'public.customers'],
        ...facts,
      },
    }),
  });
}

suite('parity with production', ({ test }) => {
  test('a server that is like production’s is nothing to tell of, in whatever notation', () => {
    assert.equal(judged(beside()).findings, []);
  });
  test('without production.json there is nothing to compare', () => {
    assert.equal(judged(evidence()).findings, []);
    assert.equal(judged(evidence({ scenario: scenario({ production: { rows: {} } }) })).findings, []);
  });
  test('another major version is a warning', () => {
    const [finding] = found('parity/version', beside({ version: '16.3', major: 16 }));
    assert.is(finding!.severity, 'warn');
    assert.is(finding!.title, 'The rehearsal ran on PostgreSQL 18.4, production has 16.3');
  });
  test('a minor version is none', () => {
    assert.equal(told('parity/version', beside({ version: '18.9' })), []);
  });
  test('settings that differ or are unknown here are one warning', () => {
    const [finding, ...more] = found('parity/setting', beside({ settings: { work_mem: '1GB', jit: 'off' } }));
    assert.equal(more, []);
    assert.is(
      finding!.title,
      'The rehearsal ran with work_mem = 65536kB instead of 1GB, jit of the server’s own instead of off',
    );
  });
  test('extensions that the server lacks are a warning', () => {
    const [finding] = found('parity/extension', beside({}, {}, {}, ['postgis']));
    assert.is(finding!.title, 'The rehearsal’s server does not have postgis');
  });
  test('another locale or encoding is a warning', () => {
    const [finding] = found('parity/locale', beside({ locale: 'de_DE.UTF-8', encoding: 'LATIN1' }));
    assert.match(
      finding!.title,
      /locale C\.UTF-8 instead of de_DE\.UTF-8 and encoding UTF8 instead of LATIN1/,
    );
  });
  test('a locale is the same however the C library spells it', () => {
    const libc = { locale_provider: 'libc', lc_collate: 'de_DE.utf8', locale: undefined as never };
    assert.equal(told('parity/locale', beside({ locale: 'de_DE.UTF-8' }, {}, libc)), []);
  });
  test('another time zone is a warning', () => {
    const [finding] = found('parity/timezone', beside({ timezone: 'Asia/Kolkata' }));
    assert.match(finding!.title, /in the time zone Etc\/UTC, production is in Asia\/Kolkata/);
  });
  test('all of them are one problem', () => {
    const { findings } = judged(
      beside({ version: '16.3', major: 16, timezone: 'Asia/Kolkata', locale: 'de' }),
    );
    assert.is(findings.length, 3);
    assert.is(new Set(findings.map(({ cause }) => cause)).size, 1);
  });
});

suite('the age of production.json', ({ test }) => {
  const old = (capturedAt: string) => beside({}, { capturedAt });
  test('is told by the start of the run', () => {
    assert.equal(judged(beside()).notes, [
      'production is known from production.json, PostgreSQL 18.1, captured on 2026-11-18, 1 day before this run',
    ]);
  });
  test('14 days are no warning, 15 are one', () => {
    assert.equal(told('parity/stale', old('2026-11-06T02:00:00Z')), []);
    assert.equal(told('parity/stale', old('2026-11-05T01:00:00Z')), ['warn observed']);
  });
  test('a clock that is ahead makes nothing older than it is', () => {
    assert.equal(told('parity/stale', old('2026-11-20T09:00:00Z')), []);
    assert.match(judged(old('2026-11-20T09:00:00Z')).notes[0]!, /less than a day before this run/);
  });
  test('a date far ahead tells no age, and is said', () => {
    assert.equal(told('parity/stale', old('2099-01-01T00:00:00Z')), ['warn observed']);
    assert.match(judged(old('2099-01-01T00:00:00Z')).notes[0]!, /days after this run, by its own date/);
  });
});

suite('the schema and the history on production', ({ test }) => {
  test('tables on one side only are told for both sides', () => {
    const one = beside({}, { relations: ['public.orders', 'public.audit'] });
    const [finding] = found('target/schema-differs', one);
    assert.is(finding!.severity, 'warn');
    assert.is(
      finding!.title,
      'By production.json, the base lacks public.audit, and production lacks public.customers',
    );
  });
  test('many are counted', () => {
    const many = Array.from({ length: 9 }, (_, i) => `public.t${i}`);
    const [finding] = found(
      'target/schema-differs',
      beside({}, { relations: [...many, 'public.orders', 'public.customers'] }),
    );
    assert.match(finding!.title, /public\.t5 and 3 more$/);
  });
  test('the same tables are nothing to tell of', () => {
    assert.equal(told('target/schema-differs', { ...beside(), relations }), []);
  });
  test('migrations that only production has, and those that failed there, are warnings', () => {
    const one = beside({}, { missingMigrations: ['0007_hotfix'], failedMigrations: ['0008_b'] });
    assert.equal(
      found('history/missing', one).map(({ severity, title }) => [severity, title]),
      [
        ['warn', 'Production has applied 0007_hotfix, which the directory of migrations lacks'],
        ['warn', '0008_b failed on production and was not repaired'],
      ],
    );
  });
});
