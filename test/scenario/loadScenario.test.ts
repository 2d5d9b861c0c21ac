import { join } from 'node:path';
import { loadFields } from '../support/loadText.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

suite('a loaded scenario', ({ test }) => {
  test('has its defaults filled in', async () => {
    const scenario = await loadFields('');
    const { file, module, directory, migrations, ...rest } = scenario;
    assert.is(file, join(directory, 'scenario.mjs'));
    assert.is(module?.file, file);
    assert.is(migrations.directory, join(directory, 'm'));
    assert.equal(migrations.pending, { last: 1 });
    assert.equal(rest, {
      name: 'one',
      description: '',
      tags: [],
      postgres: {
        server: null,
        version: null,
        settings: {},
        timezone: 'UTC',
        encoding: 'UTF8',
        locale: 'C.UTF-8',
        extensions: [],
        image: null,
        origins: {
          server: 'default',
          version: 'default',
          timezone: 'default',
          encoding: 'default',
          locale: 'default',
          extensions: 'default',
          image: 'default',
        },
        wished: [],
      },
      base: { kind: 'migrations' },
      data: [],
      rowsPerTable: null,
      fixtures: [],
      now: Date.UTC(2026, 0, 1),
      queries: [],
      notes: [],
      traffic: [],
      longTransactions: [],
      probeMs: 2000,
      production: null,
      budgets: {
        durationMs: null,
        walBytes: null,
        rollbackMs: null,
        worst: { holdMs: {}, stallMs: null },
        relations: {},
      },
      accept: [],
      thresholds: {
        buffersRatio: 1.5,
        buffersPages: 50,
        latencyRatio: 1.5,
        latencyDifference: 5,
        notableHold: 500,
        notableStall: 500,
        durationRatio: 3,
        durationDifference: 1000,
        walRatio: 1.5,
        estimateError: 10,
        loops: 100,
        genericRatio: 10,
        tieRatio: 1.07,
      },
      scale: 1,
      seed: 1,
      repeats: 1,
      totalBytes: null,
      dataSource: null,
      prepare: { before: [], after: [] },
    });
  });
  test('has units in milliseconds and bytes', async () => {
    const { budgets, thresholds, accept, now } = await loadFields(`
      now: '2026-02-15T05:30:00+05:30', thresholds: { notableHold: '2 s', walRatio: 2 },
      budgets: { duration: '15 min', wal: '4 GB', stall: '1 s', rollback: 9, hold: { AccessExclusiveLock: '500 ms' },
        relations: { 'public.events': { hold: { ShareLock: '2 s' } }, 'public."User"': { stall: '3 s' } } },
      accept: [
        { rule: 'migration/rewrite', subject: { relation: 'public.orders' }, upTo: '15 min', reason: 'window', by: 'us', until: '2026-12-31' },
        { rule: 'migration/wal', upTo: '1 GB', reason: 'known' },
        { rule: 'plan/buffers', upTo: 1.5, reason: 'known' },
        { rule: 'migration/failed', reason: 'the lesson' },
      ],`);
    assert.is(now, Date.UTC(2026, 1, 15));
    assert.is(thresholds.notableHold, 2000);
    assert.equal(budgets, {
      durationMs: 900_000,
      walBytes: 4 * 1024 ** 3,
      rollbackMs: 9,
      worst: { holdMs: { AccessExclusiveLock: 500 }, stallMs: 1000 },
      relations: {
        'public.events': { holdMs: { ShareLock: 2000 }, stallMs: null },
        'public."User"': { holdMs: {}, stallMs: 3000 },
      },
    });
    assert.equal(
      accept.map(({ rule, upTo }) => [rule, upTo]),
      [
        ['migration/rewrite', 900_000],
        ['migration/wal', 1024 ** 3],
        ['plan/buffers', 1.5],
        ['migration/failed', null],
      ],
    );
    assert.equal(accept[0], {
      rule: 'migration/rewrite',
      subject: { relation: 'public.orders' },
      upTo: 900_000,
      reason: 'window',
      by: 'us',
      until: '2026-12-31',
    });
  });
  test('has its rows multiplied by the scale, to one at least', async () => {
    const text = `data: [table('public.a').rows(1001), table('public.b').rows(3)],`;
    const { data, rowsPerTable, scale } = await loadFields(text, { scale: 0.1 });
    assert.equal(
      data.map(({ table, rows }) => [table.name, rows]),
      [
        ['public.a', 100],
        ['public.b', 1],
      ],
    );
    assert.equal([rowsPerTable, scale], [null, 0.1]);
  });
  test('may fill every table', async () => {
    const { data, rowsPerTable } = await loadFields('data: auto({ rows: 500 }),', { scale: 2 });
    assert.equal([data, rowsPerTable], [[], 1000]);
  });
  test('may have rows from elsewhere', async () => {
    const dump = await loadFields(`data: { restore: '../x.dump' },`, {}, { 'x.dump': '' });
    assert.equal(
      [dump.dataSource, dump.data, dump.rowsPerTable],
      [{ kind: 'restore', path: join(dump.directory, '../x.dump') }, [], null],
    );
    const filled = await loadFields(
      `data: { command: './fill.sh', inputs: ['in.csv'] },`,
      {},
      { 'one/in.csv': '' },
    );
    assert.equal(filled.dataSource, {
      kind: 'command',
      command: './fill.sh',
      inputs: [join(filled.directory, 'in.csv')],
    });
  });
  test('may fill every table to a size, some of them as they are declared', async () => {
    const text = `data: auto({ size: '64 MB', tables: [table('public.a').rows(10)] }),`;
    const { data, totalBytes } = await loadFields(text, { scale: 2 });
    assert.equal(
      [data.map(({ table, rows }) => [table.name, rows]), totalBytes],
      [[['public.a', 20]], 128 * 1024 ** 2],
    );
  });
  test('has paths from its own folder', async () => {
    const { base, fixtures, directory } = await loadFields(
      `base: { schema: '../db.sql' }, fixtures: ['./rows.sql'],`,
      {},
      { 'db.sql': '', 'one/rows.sql': '' },
    );
    assert.equal(base, { kind: 'schema', file: join(directory, '../db.sql'), at: null });
    assert.equal(fixtures, [join(directory, 'rows.sql')]);
    const other = await loadFields(`base: { command: 'make db' },`);
    assert.equal(other.base, { kind: 'command', command: 'make db' });
  });
  test('has queries and traffic as lists', async () => {
    const { queries, traffic } = await loadFields(`
      queries: {
        count: { sql: 'select count(*) from t' },
        one: { sql: 'select from t where a = $1 and b = any($2)', parameters: { top: [1, ['x']], rare: { sql: 'select 1, array[2]' }, any: { sql: 'select * from p' } } },
      },
      traffic: [
        { query: 'one', perSecond: 50 },
        { query: 'one', parameters: { top: [2, []] }, perSecond: 1 },
        { sql: 'update t\\n  set a = $1', parameters: { x: [1] }, perSecond: 0.5 },
      ],`);
    assert.equal(
      queries.map(({ name, parameters }) => [name, parameters.map((set) => set.name)]),
      [
        ['count', ['none']],
        ['one', ['top', 'rare', 'any']],
      ],
    );
    assert.equal(queries[0]!.parameters, [{ name: 'none', set: [] }]);
    assert.equal(
      traffic.map(({ name, parameters, perSecond }) => [name, parameters.length, perSecond]),
      [
        ['one', 3, 50],
        ['one', 1, 1],
        ['update t set a = $1', 1, 0.5],
      ],
    );
    assert.equal(traffic[0]!.steps, [{ sql: queries[1]!.sql, parameters: null, takes: [0, 1] }]);
  });
  test('has transactions step by step, with what their connections are', async () => {
    const { traffic } = await loadFields(`traffic: [
      { transaction: [
          { sql: 'select 1 where $1 > 0' }, { think: '50 ms' },
          { sql: 'select $1::int', parameters: { own: [7] } } ],
        parameters: { drawn: { sql: 'select id from t' } }, perSecond: 2,
        name: 'checkout', role: 'app', settings: { 'app.tenant_id': 42, lock_timeout: '2s' }, pool: 'web', connections: 5, prepared: false },
      { sql: 'select 1', perSecond: 1 } ],`);
    assert.equal(traffic[0], {
      name: 'checkout',
      steps: [
        { sql: 'select 1 where $1 > 0', parameters: null, takes: [0] },
        { thinkMs: 50 },
        { sql: 'select $1::int', parameters: [{ name: 'own', set: [7] }], takes: [0] },
      ],
      transaction: true,
      parameters: [{ name: 'drawn', set: { sql: 'select id from t' } }],
      perSecond: 2,
      role: 'app',
      settings: { 'app.tenant_id': '42', lock_timeout: '2s' },
      pool: 'web',
      connections: 5,
      prepared: false,
    });
    const { role, settings, pool, connections, prepared, transaction } = traffic[1]!;
    assert.equal(
      [role, settings, pool, connections, prepared, transaction],
      [null, {}, null, null, true, false],
    );
  });
  test('has flags over the scenario, and the scenario over the configuration', async () => {
    const configuration = {
      file: '/p/pgrehearse.config.ts',
      directory: '/p',
      postgres: {
        server: 'binaries' as const,
        version: 17,
        timezone: 'Europe/Rome',
        settings: { work_mem: '1MB', jit: false },
      },
      budgets: { duration: 1, stall: 2, hold: { ShareLock: 3, ExclusiveLock: 4 } },
      thresholds: { walRatio: 9, buffersRatio: 8 },
      reporters: [],
      baseline: null,
      history: null,
      scenarios: null,
      production: null,
    };
    const { postgres, budgets, thresholds, migrations, file } = await loadFields(
      `postgres: { version: '18.4', settings: { work_mem: '64MB' }, locale: 'icu:de' },
      budgets: { duration: 10, hold: { ShareLock: 30 } }, thresholds: { walRatio: 2 },
      migrations: { directory: './m', pending: { from: '2' } },`,
      {
        configuration,
        server: { kind: 'container', flag: '--server' },
        pendingFrom: '0042',
        seed: 7,
        repeats: 2,
      },
    );
    assert.equal(
      [postgres.server, postgres.version, postgres.timezone, postgres.locale, postgres.settings],
      ['container', '18.4', 'Europe/Rome', 'icu:de', { work_mem: '64MB', jit: 'off' }],
    );
    assert.equal(postgres.origins, {
      server: '--server',
      version: `postgres.version in ${file}`,
      timezone: 'postgres.timezone in /p/pgrehearse.config.ts',
      encoding: 'default',
      locale: `postgres.locale in ${file}`,
      extensions: 'default',
      image: 'default',
      'settings.work_mem': `postgres.settings.work_mem in ${file}`,
      'settings.jit': 'postgres.settings.jit in /p/pgrehearse.config.ts',
    });
    assert.equal(
      [budgets.durationMs, budgets.worst],
      [10, { holdMs: { ShareLock: 30, ExclusiveLock: 4 }, stallMs: 2 }],
    );
    assert.equal([thresholds.walRatio, thresholds.buffersRatio], [2, 8]);
    assert.equal([migrations.pending, migrations.pendingOrigin], [{ from: '0042' }, '--pending-from']);
  });
});

suite('a scenario with mistakes', ({ test }) => {
  const fault = async (text: string) => {
    const error = await thrown(() => loadFields(text));
    assert.is(error.code, 'scenario/invalid');
    assert.is(error.exitCode, 2);
    assert.match(error.message, /one\/scenario\.mjs: /);
    assert.ok(error.source && error.hint);
    return error.message.replace(/^.*scenario\.mjs: /, '');
  };
  const cases: [name: string, text: string, expected: RegExp | string][] = [
    [
      'rows and a size of made-up data',
      `data: auto({ rows: 5, size: '1 GB' }),`,
      /^data\.auto: expected either rows or size, found both$/,
    ],
    [
      'rows of nothing',
      `data: auto({ rows: 0 }),`,
      /^data\.auto\.rows: expected a positive whole number, found 0$/,
    ],
    [
      'a size in no unit',
      `data: auto({ size: '8 gigs' }),`,
      /^data\.auto\.size: expected a size such as '64 MB' or '4 GB' \(.*\), found '8 gigs'$/,
    ],
    [
      'an override that is none',
      `data: auto({ tables: [{ name: 'a' }] }),`,
      /^data\.auto\.tables\[0\]: expected a table/,
    ],
    [
      'an unknown field',
      `budgets: { durations: '15 min' },`,
      /^budgets\.durations: unknown field; expected one of duration, wal, .*\. Did you mean 'duration'\?$/,
    ],
    ['an unknown field at the top', `querys: {},`, /^querys: unknown field; .* Did you mean 'queries'\?$/],
    ['a wrong type', `tags: 'nightly',`, `tags: expected a list of texts, found 'nightly'`],
    [
      'a wrong name',
      `name: 'Orders Region',`,
      /^name: expected lower-case words joined by hyphens .*, found 'Orders Region'$/,
    ],
    [
      'an unknown unit',
      `budgets: { hold: { AccessExclusiveLock: '500 seconds' } },`,
      `budgets.hold.AccessExclusiveLock: expected a duration such as '500 ms' or '15 min' (us, ms, s, min, h, d), found '500 seconds'`,
    ],
    [
      'a duration as a size',
      `budgets: { wal: '15 min' },`,
      /^budgets\.wal: expected a size such as '64 MB' or '4 GB' .*, found '15 min'$/,
    ],
    [
      'an unknown lock mode',
      `budgets: { hold: { AccesExclusiveLock: 1 } },`,
      /^budgets\.hold\.AccesExclusiveLock: unknown field; expected one of AccessShareLock, .*\. Did you mean 'AccessExclusiveLock'\?$/,
    ],
    [
      'an unqualified relation',
      `budgets: { relations: { events: {} } },`,
      `budgets.relations.events: expected a schema-qualified relation such as 'public.orders', found 'events'`,
    ],
    [
      'an unquoted capital',
      `production: { rows: { 'public.User': 1 } },`,
      /^production\.rows\['public\.User'\]: expected a schema-qualified relation/,
    ],
    [
      'an unknown rule',
      `accept: [{ rule: 'migration/rewrites', reason: 'x' }],`,
      `accept[0].rule: expected a rule's id such as 'migration/rewrite', found 'migration/rewrites'. Did you mean 'migration/rewrite'?`,
    ],
    [
      'no reason',
      `accept: [{ rule: 'migration/failed' }],`,
      'accept[0].reason: expected a text, found nothing',
    ],
    [
      'no upTo where an amount is measured',
      `accept: [{ rule: 'migration/rewrite', reason: 'x' }],`,
      /^accept\[0\]\.upTo: required, because migration\/rewrite measures an amount; expected a duration/,
    ],
    [
      'an upTo in another unit',
      `accept: [{ rule: 'migration/wal', reason: 'x', upTo: '15 min' }],`,
      /^accept\[0\]\.upTo: expected a size .*, found '15 min'$/,
    ],
    [
      'an upTo where none is measured',
      `accept: [{ rule: 'migration/failed', reason: 'x', upTo: 1 }],`,
      'accept[0].upTo: migration/failed measures no amount; expected no upTo, found 1',
    ],
    [
      'until that is no date',
      `accept: [{ rule: 'migration/failed', reason: 'x', until: '2026-02-30' }],`,
      `accept[0].until: expected a date such as '2026-12-31', found '2026-02-30'`,
    ],
    [
      'an unknown query in the traffic',
      `queries: { orders: { sql: 'select 1' } }, traffic: [{ query: 'order', perSecond: 1 }],`,
      `traffic[0].query: unknown query 'order'; expected one of orders. Did you mean 'orders'?`,
    ],
    [
      'traffic of nothing',
      `traffic: [{ perSecond: 1 }],`,
      'traffic[0]: expected one of query, sql and transaction, found none of them',
    ],
    [
      'traffic at no rate',
      `traffic: [{ sql: 'select 1', perSecond: 0 }],`,
      'traffic[0].perSecond: expected a number of statements a second, above 0, found 0',
    ],
    [
      'traffic of two kinds',
      `traffic: [{ sql: 'select 1', transaction: [{ sql: 'select 1' }], perSecond: 1 }],`,
      'traffic[0]: expected one of query, sql and transaction, found sql and transaction',
    ],
    [
      'transaction control in a transaction',
      `traffic: [{ transaction: [{ sql: 'begin' }], perSecond: 1 }],`,
      'traffic[0].transaction[0].sql: expected no transaction control; BEGIN and COMMIT are sent around it',
    ],
    [
      'a transaction that only thinks',
      `traffic: [{ transaction: [{ think: '1 s' }], perSecond: 1 }],`,
      'traffic[0].transaction: expected a statement, found none',
    ],
    [
      'a pause of no duration',
      `traffic: [{ transaction: [{ sql: 'select 1' }, { think: 'long' }], perSecond: 1 }],`,
      `traffic[0].transaction[1].think: expected a duration such as '500 ms' or '15 min' (us, ms, s, min, h, d), found 'long'`,
    ],
    [
      'a transaction whose row has too few values',
      `traffic: [{ transaction: [{ sql: 'select $1::int' }, { sql: 'select $1::int, $2::int' }], parameters: { one: [1] }, perSecond: 1 }],`,
      'traffic[0].parameters.one: expected 2 values for $1 to $2, found 1 ($2 missing)',
    ],
    [
      'a transaction whose row is missing',
      `traffic: [{ transaction: [{ sql: 'select $1::int' }], perSecond: 1 }],`,
      'traffic[0].parameters: expected values for $1, found nothing',
    ],
    [
      'a statement whose own values do not fit',
      `traffic: [{ transaction: [{ sql: 'select $1::int', parameters: { x: { sql: 'select 1, 2' } } }], perSecond: 1 }],`,
      'traffic[0].transaction[0].parameters.x: expected 1 value for $1, found 2 (1 too many)',
    ],
    [
      'one pool with two roles',
      `traffic: [{ sql: 'select 1', pool: 'web', role: 'a', perSecond: 1 }, { sql: 'select 2', pool: 'web', perSecond: 1 }],`,
      `traffic[1].role: differs from that of traffic[0], with which it shares the pool 'web'; expected the same, or another pool`,
    ],
    [
      'a pool of no connections',
      `traffic: [{ sql: 'select 1', connections: 0, perSecond: 1 }],`,
      'traffic[0].connections: expected a positive whole number, found 0',
    ],
    [
      'no rows',
      `data: [table('public.a').rows(0)],`,
      'data[0].rows: expected a positive whole number of rows for public.a, found 0',
    ],
    [
      'a table without rows',
      `data: [table('public.a')],`,
      /^data\[0\]: expected a table with its rows such as orders\.rows\(2_000_000\), found \{ name, columns, rows \}$/,
    ],
    [
      'a table twice',
      `data: [table('public.a').rows(1), table('public.a').rows(2)],`,
      'data[1]: public.a has rows already, in data[0]; expected each table once',
    ],
    [
      'automatic rows ≤ 0',
      `data: auto({ rows: -1 }),`,
      'data.auto.rows: expected a positive whole number, found -1',
    ],
    [
      'a dump that is not there',
      `data: { restore: 'x.dump' },`,
      /^data\.restore: expected a file or folder, found .*x\.dump, which does not exist$/,
    ],
    [
      'an input that is not there',
      `data: { command: './fill.sh', inputs: ['in.csv'] },`,
      /^data\.inputs\[0\]: expected a file or folder, found .*in\.csv, which does not exist$/,
    ],
    [
      'a command that is no text',
      `data: { command: ['./fill.sh'] },`,
      /^data\.command: expected a text, found /,
    ],
    [
      'a dump with a command',
      `data: { restore: 'x.dump', command: './fill.sh' },`,
      /^data\.command: .*expected restore/,
    ],
    [
      'a pending that is none',
      `migrations: { directory: 'm', pending: { form: '1' } },`,
      `migrations.pending: expected { from: '0002' }, { since: 'v1.42.0' }, { production: true } or { last: 1 }, found { form }`,
    ],
    [
      'a base that is none',
      `base: 'schema',`,
      /^base: expected 'migrations', \{ schema: .*, found 'schema'$/,
    ],
    [
      'a timestamp without a zone',
      `now: '2026-02-15T00:00:00',`,
      /^now: expected a timestamp with its time zone .*, found '2026-/,
    ],
    [
      'a version with a lost digit',
      `postgres: { version: 18.1 },`,
      /^postgres\.version: expected a major version .*, found 18\.1$/,
    ],
    [
      'an unknown server',
      `postgres: { server: 'docker' },`,
      `postgres.server: expected one of embedded, container, url, binaries, found 'docker'`,
    ],
    [
      'a missing fixture',
      `fixtures: ['./gone.sql'],`,
      /^fixtures\[0\]: expected a file, found .*gone\.sql, which does not exist$/,
    ],
    [
      'a missing schema',
      `base: { schema: './gone.sql' },`,
      /^base\.schema: expected a file, .*which does not exist$/,
    ],
    [
      'a query that does not parse',
      `queries: { q: { sql: 'select *\\n  frm t' } },`,
      'queries.q.sql: syntax error at or near "frm" (line 2, column 3: frm t)',
    ],
    [
      'two statements',
      `queries: { q: { sql: 'select 1; select 2' } },`,
      'queries.q.sql: expected one statement, found 2',
    ],
    [
      'no statement',
      `queries: { q: { sql: '-- later' } },`,
      'queries.q.sql: expected one statement, found none',
    ],
    [
      'a statement that has no plan',
      `queries: { q: { sql: 'vacuum t' } },`,
      /^queries\.q\.sql: expected a SELECT, .* which EXPLAIN takes, found Vacuum$/,
    ],
    [
      'parameters without values',
      `queries: { q: { sql: 'select $1, $2' } },`,
      "queries.q.parameters: expected values for $1 to $2, or 'auto', found nothing",
    ],
    [
      'a missing value',
      `queries: { q: { sql: 'select $1, $2', parameters: { top: [1] } } },`,
      'queries.q.parameters.top: expected 2 values for $1 to $2, found 1 ($2 missing)',
    ],
    [
      'a superfluous value',
      `queries: { q: { sql: 'select $1', parameters: { ok: [1], top: [1, 2] } } },`,
      'queries.q.parameters.top: expected 1 value for $1, found 2 (1 too many)',
    ],
    [
      'values for nothing',
      `queries: { q: { sql: 'select 1', parameters: { top: [1] } } },`,
      'queries.q.parameters.top: expected no values, because the query has no parameters, found 1 (1 too many)',
    ],
    [
      'a gap in the parameters',
      `queries: { q: { sql: 'select $2', parameters: { a: [1, 2] } } },`,
      /^queries\.q\.sql: uses \$2 but not \$1;/,
    ],
    [
      'a query for parameters with other columns',
      `queries: { q: { sql: 'select $1', parameters: { top: { sql: 'select 1, 2' } } } },`,
      'queries.q.parameters.top: expected 1 value for $1, found 2 (1 too many)',
    ],
    [
      'a query for parameters that does not parse',
      `queries: { q: { sql: 'select $1', parameters: { top: { sql: 'selec' } } } },`,
      /^queries\.q\.parameters\.top\.sql: syntax error at or near "selec"/,
    ],
    [
      'traffic whose values do not fit',
      `queries: { q: { sql: 'select $1', parameters: { a: [1] } } }, traffic: [{ query: 'q', perSecond: 1, parameters: { b: [] } }],`,
      'traffic[0].parameters.b: expected 1 value for $1, found 0 ($1 missing)',
    ],
    [
      'a value that is no value',
      `queries: { q: { sql: 'select $1', parameters: { a: [new Date(0)] } } },`,
      /^queries\.q\.parameters\.a: expected a list of values/,
    ],
  ];
  for (const [name, text, expected] of cases) {
    test(`with ${name} names the field, what was expected and what was found`, async () => {
      const message = await fault(text);
      if (typeof expected === 'string') assert.is(message, expected);
      else assert.match(message, expected);
    });
  }

  test('has them all listed at once', async () => {
    const error = await thrown(() =>
      loadFields(
        `tags: 1, data: [table('public.a').rows(-1)], traffic: [{ query: 'x', perSecond: 1 }], budgets: { wal: 'much' },`,
      ),
    );
    assert.match(error.message, /tags: expected/);
    assert.match(error.detail!, /^data\[0\]\.rows: .*\nbudgets\.wal: .*\ntraffic\[0\]\.query: /);
    assert.match(error.hint!, /Correct the 4 fields in/);
  });
  test('may export something else altogether', async () => {
    const folder = temporaryFolder({ 'scenario.mjs': 'export default 42;' });
    const { loadScenario } = await import('../../src/scenario/loadScenario.ts');
    const error = await thrown(() => loadScenario(join(folder, 'scenario.mjs'), { configuration: null }));
    assert.match(error.message, /scenario\.mjs: expected an object, found 42$/);
  });
});

suite('flags that do not fit', ({ test }) => {
  const fault = async (overrides: Parameters<typeof loadFields>[1]) => {
    const error = await thrown(() => loadFields('', overrides));
    assert.is(error.exitCode, 2);
    return [error.code, wholeText(error)];
  };
  test('are an error', async () => {
    for (const scale of [0, -1, Number.NaN]) assert.is((await fault({ scale }))[0], 'usage/scale');
    assert.match((await fault({ seed: 1.5 }))[1]!, /--seed: expected a whole number, 0 or more, found 1.5/);
    assert.match((await fault({ repeats: 0 }))[1]!, /--repeat: expected a positive whole number, found 0/);
    assert.match((await fault({ pendingFrom: '1', pendingSince: 'v1' }))[1]!, /exclude each other/);
  });
});
