import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Result } from '../../src/findings/Result.ts';
import type { Server } from '../../src/server/Server.ts';
import { byOwner, holdItems, itemsScenario, itemsTable } from '../support/itemsProject.ts';
import { localServer } from '../support/localServer.ts';
import { findingsOf, type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const schema = JSON.parse(readFileSync(new URL('../../reports/result.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

function assertValid(result: Result): void {
  assert.ok(validate(result), JSON.stringify(validate.errors, null, 1));
}

const stamp = 'alter table items add column stamp timestamptz not null default clock_timestamp();\n';

suite('a run of one scenario', ({ test, before }) => {
  let one: Project;
  let outcome: Outcome;
  before(async () => {
    one = project(
      itemsScenario(
        'items',
        `tags: ['nightly'], ${byOwner}, budgets: { hold: { AccessExclusiveLock: '1 min' } }`,
        {
          '0002_stamp.up.sql': stamp,
          '0002_stamp.down.sql': 'alter table items drop column stamp;\n',
        },
      ),
    );
    outcome = await one.run(
      'run',
      '--reporter',
      'junit=build/x.xml',
      '--reporter',
      'json=build/x.json',
      '--reporter',
      'markdown',
      '--repeat',
      '2',
      '--json',
    );
  });

  test('ends with 0 and prints only JSON on standard output with --json', () => {
    assert.is(outcome.code, 0, outcome.stderr);
    assert.equal(JSON.parse(outcome.stdout), one.result());
    assert.match(outcome.stderr, /^again: {2}pgrehearse run --reporter junit=build\/x\.xml/m);
    assert.match(outcome.stderr, /^report: \.pgrehearse\/report\.html\n$/m);
  });

  test('writes a result that its schema describes', () => {
    const result = one.result();
    assertValid(result);
    assert.is(result.verdict, 'pass');
    assert.is(result.server?.source, 'embedded');
    assert.equal(one.scenario('items').pending, ['0002_stamp']);
    assert.is(one.scenario('items').migrations[0]?.durationMs.samples.length, 2);
    assert.is(one.scenario('items').migrations[0]?.rollback?.schemaRestored, true);
  });

  test('writes report, evidence and history under --output, and the reporters’ files', () => {
    assert.match(one.read('.pgrehearse/report.html'), /<!doctype html>/i);
    assert.is(one.evidence('items').scenario.name, 'items');
    assert.is(one.read('.pgrehearse/history/items.jsonl').trim().split('\n').length, 1);
    assert.match(one.read('build/x.xml'), /<testsuites/);
    assert.is(one.read('build/x.json'), one.read('.pgrehearse/result.json'));
    assert.match(one.read('.pgrehearse/report.md'), /items/);
  });

  test('leaves nothing in the directory for temporary files', () => assert.equal(one.leftFolders(), []));

  test('judge gives the same findings from the evidence', async () => {
    const { code } = await one.call('judge', '.pgrehearse/evidence/items.json', '--output', 'again', '-q');
    assert.is(code, 0);
    assert.equal(one.result('again').scenarios, one.result().scenarios);
    assertValid(one.result('again'));
  });

  test('judge --json prints only JSON, and -q only where the report lies', async () => {
    const json = await one.call('judge', '.pgrehearse/evidence/items.json', '--output', 'again', '--json');
    assert.equal(JSON.parse(json.stdout), one.result('again'));
    const quiet = await one.call('judge', '.pgrehearse/evidence/items.json', '--output', 'again', '-q');
    assert.match(quiet.stdout, /^again: .*\nreport: again\/report\.html\n$/);
    assert.is(quiet.stderr, '');
  });

  test('report writes the HTML again', async () => {
    const written = one.read('.pgrehearse/report.html');
    one.write({ '.pgrehearse/report.html': 'gone' });
    const { code } = await one.call('report', '.pgrehearse/result.json');
    assert.is(code, 0);
    assert.is(one.read('.pgrehearse/report.html'), written);
  });

  test('a baseline is kept beside the scenario, with its reason, and shown', async () => {
    const { code, stdout } = await one.call('baseline', 'update', '--reason', 'reviewed');
    assert.is(code, 0);
    assert.match(stdout, /items: baseline for scale 1 written to scenarios\/items\/baseline\.json/);
    const shown = await one.call('baseline', 'show');
    assert.match(shown.stdout, /items: scale 1, PostgreSQL 18, .* because reviewed/);
  });

  test('cut evidence and a cut result are refused with 2', async () => {
    const text = one.read('.pgrehearse/evidence/items.json');
    one.write({
      'cut.json': text.slice(0, text.length / 2),
      'old.json': text.replace('"schemaVersion":1', '"schemaVersion":0'),
    });
    for (const [file, message] of [
      ['cut.json', /cut\.json is not whole: it is no valid JSON/],
      ['old.json', /old\.json is evidence of another version/],
      ['.pgrehearse/result.json', /is not evidence that pgrehearse wrote/],
    ] as const) {
      const { code, stderr } = await one.call('judge', file, '--output', 'never');
      assert.is(code, 2);
      assert.match(stderr, message);
      assert.match(stderr, /hint: Run the scenario again/);
    }
    assert.not.ok(one.exists('never'));
  });
});

suite('exit codes', ({ test, before, after }) => {
  let server: Server;
  let several: Project;
  let outcome: Outcome;
  const evidence = (...names: string[]) => names.map((name) => `.pgrehearse/evidence/${name}.json`);
  const judged = (...args: string[]) => several.call('judge', ...args, '--output', 'judged', '-q');
  const url = () => `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;

  before(async () => {
    server = await localServer();
    several = project({
      ...itemsScenario('a-good', `${byOwner}, traffic: [{ query: 'by-owner', perSecond: 5 }]`, {
        '0002_note.sql': 'comment on table items is $$Things.$$;\n',
      }),
      ...itemsScenario('b-failing', byOwner, {
        '0002_unique.sql': 'create unique index items_owner_key on items (owner);\n',
        '0003_never.sql': 'create table never ();\n',
      }),
      ...itemsScenario('c-broken', 'budgets: { hold: { AccessExclusiveLock: "500 fortnights" } }', {
        '0002_none.sql': 'select 1;\n',
      }),
      ...itemsScenario('d-other-version', `postgres: { version: 12 }`, { '0002_none.sql': 'select 1;\n' }),
      ...itemsScenario(
        'e-slow',
        `traffic: [{ sql: 'select 1', perSecond: 5 }], budgets: { hold: { AccessExclusiveLock: '100 ms' } },
         accept: [{ rule: 'lock/hold', subject: { relation: 'public.items' }, upTo: '1 min', reason: 'known' }]`,
        { '0002_hold.sql': holdItems(0.4) },
      ),
    });
    outcome = await several.call('run', '--database-url', url(), '--repeat', '1', '--no-accept');
  });
  after(() => server.stop());

  test('one scenario that fails stops no other, and the worst of 2, 3, 4, 1 is the exit code', () => {
    assert.is(outcome.code, 2, outcome.stderr);
    const { scenarios } = several.result();
    assertValid(several.result());
    assert.equal(
      scenarios.map(({ name, verdict, error }) => [name, verdict, error?.code ?? null]),
      [
        ['a-good', 'pass', null],
        ['b-failing', 'fail', null],
        ['c-broken', 'inconclusive', 'scenario/invalid'],
        ['d-other-version', 'inconclusive', 'server/version'],
        ['e-slow', 'fail', null],
      ],
    );
    assert.equal(
      several.scenario('b-failing').migrations.map(({ status }) => status),
      ['failed', 'skipped'],
    );
  });

  test('of what remains, 3 comes before 4, 4 before 1, and 0 is clean', async () => {
    assert.is((await judged(...evidence('b-failing', 'd-other-version', 'e-slow'), '--no-accept')).code, 3);
    assert.is((await judged(...evidence('e-slow', 'b-failing'), '--no-accept')).code, 4);
    assert.is((await judged(...evidence('e-slow', 'a-good'), '--no-accept')).code, 1);
    assert.is((await judged(...evidence('a-good'))).code, 0);
  });

  test('what a scenario accepts ends with 0, and --no-accept with 1', async () => {
    assert.is((await judged(...evidence('e-slow'))).code, 0);
    assert.is(several.result('judged').scenarios[0]?.findings[0]?.accepted?.reason, 'known');
    assert.is((await judged(...evidence('e-slow'), '--no-accept')).code, 1);
  });

  test('--fail-on chooses between budgets and regressions; a failed migration is no matter of choice', async () => {
    const slow = [...evidence('e-slow'), '--no-accept', '--fail-on'];
    assert.is((await judged(...slow, 'regression')).code, 0);
    assert.is((await judged(...slow, 'budget')).code, 1);
    assert.is((await judged(...slow, 'regression,budget')).code, 1);
    assert.is((await judged(...slow, 'never')).code, 0);
    assert.is((await judged(...slow, 'regression', '--fail-on', 'budget')).code, 1);
    assert.is((await judged(...evidence('b-failing'), '--fail-on', 'never')).code, 4);
  });

  test('--only runs what carries a tag', async () => {
    several.write(
      itemsScenario('f-tagged', `tags: ['quick'], traffic: [{ sql: 'select 1', perSecond: 5 }]`, {
        '0002_none.sql': 'select 1;\n',
      }),
    );
    const { code } = await several.call(
      'run',
      'a-good',
      'f-tagged',
      '--only',
      'quick',
      '--database-url',
      url(),
      '--repeat',
      '1',
      '--output',
      'tagged',
      '-q',
    );
    assert.is(code, 0);
    assert.equal(
      several.result('tagged').scenarios.map(({ name }) => name),
      ['f-tagged'],
    );
  });

  test('--time-limit drops stages in the documented order: inconclusive, 0, and 5 when asked to fail on it', async () => {
    several.write({
      'scenarios/b-failing/migrations/0002_unique.sql': 'create index on items (note);\n',
      'scenarios/b-failing/migrations/0002_unique.down.sql': 'drop index items_note_idx;\n',
    });
    const { code } = await several.call(
      'run',
      'b-failing',
      'a-good',
      '--time-limit',
      '250 ms',
      '--repeat',
      '2',
      '--database-url',
      url(),
      '--output',
      'short',
      '-q',
    );
    assert.is(code, 0);
    const [first, second] = several.result('short').scenarios;
    assertValid(several.result('short'));
    assert.equal(
      first?.notObserved.map((sentence) => sentence.split(':')[0]),
      [
        'repeats beyond the first',
        'the rollback',
        'the latency of the key queries',
        'the results of the key queries',
        'the plans right after deploy',
      ],
    );
    assert.is(first?.verdict, 'inconclusive');
    assert.is(first?.migrations[0]?.status, 'applied');
    assert.equal(
      second?.notObserved.map((sentence) => sentence.split(':')[0]),
      ['the whole scenario'],
    );
    const dropped = join('short', 'evidence', 'a-good.json');
    assert.is((await judged(dropped)).code, 0);
    assert.is((await judged(dropped, '--fail-on', 'inconclusive')).code, 5);
    assert.is(
      (await judged(dropped, ...evidence('e-slow'), '--no-accept', '--fail-on', 'budget,inconclusive')).code,
      1,
    );
    const unfinished = await several.call('baseline', 'update', 'short/result.json');
    assert.is(unfinished.code, 2);
    assert.match(unfinished.stderr, /is not whole and cannot be a baseline/);
  });
});

suite('a run without a scenario file', ({ test, before, after }) => {
  let server: Server;
  let bare: Project;
  const run = (...args: string[]) =>
    bare.call(
      'run',
      '--migrations',
      'db/migrations',
      '--repeat',
      '1',
      '--database-url',
      `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`,
      ...args,
    );
  before(async () => {
    server = await localServer();
    bare = project({ 'db/migrations/0001_items.sql': itemsTable, 'db/migrations/0002_stamp.sql': stamp });
  });
  after(() => server.stop());

  test('fills every table with --rows and rehearses from --pending-from on', async () => {
    const { code, stderr } = await run('--pending-from', '0002', '--rows', '1000', '--name', 'x');
    assert.is(code, 0, stderr);
    const x = bare.scenario('x');
    assertValid(bare.result());
    assert.is(x.file, null);
    assert.equal(
      x.dataset?.tables.map(({ name, rows }) => [name, rows]),
      [['public.items', 1000]],
    );
    assert.equal(x.migrations[0]?.statements[0]?.rewrites, ['public.items']);
    assert.is(findingsOf(x, 'migration/rewrite')[0]?.verdict, 'observed');
  });

  test('keeps its baseline in the working directory, and is held against it', async () => {
    assert.is((await bare.call('baseline', 'update')).code, 0);
    assert.ok(existsSync(join(bare.folder, 'pgrehearse.baseline.json')));
    assert.is(bare.scenario('x').baselineFile, 'pgrehearse.baseline.json');
  });

  test('is named after the directory, or its parent where that is called migrations', async () => {
    const { code, stderr } = await run('--rows', '100', '-q');
    assert.is(code, 0, stderr);
    assert.equal(
      bare.result().scenarios.map(({ name }) => name),
      ['db'],
    );
  });
});

suite('pending since a git revision', ({ test, before, after }) => {
  let server: Server;
  let repository: Project;
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: repository.folder,
        stdio: 'pipe',
      },
    );
  const run = (...args: string[]) =>
    repository.call(
      'run',
      '--repeat',
      '1',
      '-q',
      '--database-url',
      `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`,
      ...args,
    );
  before(async () => {
    server = await localServer();
    repository = project({
      'scenario.ts': scenarioText(
        `name: 'items', migrations: { directory: './migrations' }, data: auto({ rows: 500 }), ${byOwner}`,
      ),
      'migrations/0001_items.sql': itemsTable,
    });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    git('tag', 'v1');
  });
  after(() => server.stop());

  test('nothing pending is 0, is said, and the key queries are captured all the same', async () => {
    const { code, stderr } = await run('--pending-since', 'v1');
    assert.is(code, 0, stderr);
    const { notes, pending, queries, verdict } = repository.scenario('items');
    assertValid(repository.result());
    assert.equal(pending, []);
    assert.equal(notes, ['nothing pending since v1']);
    assert.is(verdict, 'pass');
    assert.type(queries[0]?.after.buffers, 'number');
    assert.is(repository.result().commit, git('rev-parse', 'HEAD').toString().trim());
  });

  test('a file that is not committed yet is pending', async () => {
    repository.write({ 'migrations/0002_stamp.sql': stamp });
    const { code, stderr } = await run('--pending-since', 'v1');
    assert.is(code, 0, stderr);
    assert.equal(repository.scenario('items').pending, ['0002_stamp']);
  });

  test('a revision that git does not know is refused with 2', async () => {
    const { code, stderr } = await run('--pending-since', 'v7');
    assert.is(code, 2);
    assert.match(stderr, /git knows no revision 'v7'/);
  });
});
