import { findingsOf, type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const fields = `migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [defineTable('public.items', {
    id: sequence(), owner: uniform(1, 2000), code: uniform(1, 2000), note: text({ length: 60 }) }).rows(10_000)],
  queries: {
    'by-owner': { sql: 'select id from items where owner = $1', parameters: { one: [7] } },
    'by-code': { sql: 'select id from items where code = $1', parameters: { one: [7] } },
    'notes': { sql: 'select note from items where id = 3' },
  }`;

const base = `create table items (id bigint primary key, owner int not null, code int not null, note text not null);
create index items_owner_idx on items (owner);
create index items_code_idx on items (code);
`;

const pending = {
  'migrations/0002_rewrite.up.sql': `alter table items add column stamp timestamptz default clock_timestamp();\n`,
  'migrations/0002_rewrite.down.sql': 'alter table items drop column stamp;\n',
  'migrations/0003_plans.sql':
    'drop index items_owner_idx;\nalter table items rename column note to remark;\n',
  'migrations/0004_hold.sql': 'lock table items;\nselect pg_sleep(0.3);\n',
};

suite('a baseline', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let one: Project;
  const judgedAgainstBaseline = () =>
    one
      .scenario('steady')
      .findings.filter(({ verdict }) => ['regressed', 'improved', 'unconfirmed'].includes(verdict))
      .map(({ id, title }) => `${id}: ${title}`);

  before(async () => {
    one = project({
      'scenario.ts': scenarioText(`name: 'steady', ${fields}`),
      'migrations/0001_items.sql': base,
      ...pending,
    });
    const { code, stderr } = await shared.run(one);
    assert.is(code, 1, stderr);
    assert.equal(
      one
        .scenario('steady')
        .findings.filter(({ severity }) => severity === 'fail')
        .map(({ rule }) => rule),
      ['plan/query-fails'],
    );
    assert.is((await one.call('baseline', 'update', '--reason', 'first')).code, 0);
  });

  test(
    'after it, six unchanged runs with a rewrite, a lost index and a failing query raise nothing',
    async () => {
      for (let night = 1; night <= 6; night++) {
        const { code, stderr } = await shared.run(one, '-q');
        assert.is(code, 0, `night ${night}: ${stderr}`);
        assert.equal(judgedAgainstBaseline(), [], `night ${night}`);
        assert.is(one.scenario('steady').verdict, 'pass');
      }
      assert.is(one.read('.pgrehearse/history/steady.jsonl').trim().split('\n').length, 7);
    },
    { timeoutMs: 180_000 },
  );

  test('a longer hold, a new rewrite and another lost index are regressions, each with its cause', async () => {
    one.write({
      'migrations/0003_plans.sql': `${pending['migrations/0003_plans.sql']}alter table items alter column code type bigint;\ndrop index items_code_idx;\n`,
      'migrations/0004_hold.sql': 'lock table items;\nselect pg_sleep(8);\n',
    });
    const { code, stderr } = await shared.run(one, '-q');
    assert.is(code, 1, stderr);
    const seen = one.scenario('steady');
    const regressed = seen.findings.filter(({ verdict }) => verdict === 'regressed');
    const of = (rule: (typeof regressed)[number]['rule']) =>
      regressed
        .filter((finding) => finding.rule === rule)
        .map(({ subject, cause }) => [cause, subject.relation ?? subject.query ?? subject.migration]);
    assert.equal(of('lock/hold'), [['0004_hold#1', 'public.items']]);
    assert.equal(of('migration/duration'), [['0004_hold#2', '0004_hold']]);
    assert.equal(of('migration/rewrite'), [['0003_plans#3', 'public.items']]);
    assert.equal(of('plan/buffers'), [['0003_plans#4', 'by-code']]);
    assert.equal(of('plan/index-lost'), [['0003_plans#4', 'public.items']]);
    assert.ok(of('lock/stall').length > 0);
    assert.equal([...new Set(of('lock/stall').map(([cause]) => cause))], ['0004_hold#1']);
    assert.equal(of('plan/query-fails'), []);
    assert.ok(findingsOf(seen, 'lock/hold').every(({ bound }) => bound?.kind !== 'budget'));
  });

  test('what got better is improved, and fails nothing', async () => {
    assert.is((await one.call('baseline', 'update', '--reason', 'slow on purpose')).code, 0);
    one.write(pending);
    const { code, stderr } = await shared.run(one, '-q');
    assert.is(code, 0, stderr);
    const improved = one.scenario('steady').findings.filter(({ verdict }) => verdict === 'improved');
    assert.ok(
      improved.some(
        ({ rule, subject }) => rule === 'migration/duration' && subject.migration === '0004_hold',
      ),
    );
    assert.ok(improved.every(({ severity }) => severity === 'info'));
  });
});

suite('a baseline that cannot be used', ({ test, before }) => {
  let one: Project;
  const entry = {
    scale: 1,
    major: 18,
    hostClass: 'x',
    takenAt: '2026-01-01T00:00:00Z',
    reason: null,
    calibrationMs: 1,
    migrations: [],
    queries: [],
  };
  const file = (content: object) => JSON.stringify({ schemaVersion: 1, scenarios: {}, ...content });
  before(() => {
    one = project({
      'scenario.ts': scenarioText(`name: 'steady', ${fields}`),
      'migrations/0001_items.sql': base,
      ...pending,
      'cut.json': file({ scenarios: { steady: [entry] } }).slice(0, 60),
      'version.json': file({ schemaVersion: 7 }),
      'other.json': file({ scenarios: { someone: [entry] } }),
      'scale.json': file({ scenarios: { steady: [{ ...entry, scale: 0.1 }] } }),
      'result.json': '{"tool":{}}',
    });
  });

  for (const [name, message, detail] of [
    ['cut.json', /cut\.json is not whole: it is no valid JSON/, /60 characters/],
    ['version.json', /version\.json is baseline of another version/, /Expected schemaVersion 1, found 7/],
    ['other.json', /other\.json belongs to another scenario/, /Expected steady, found someone/],
    ['scale.json', /scale\.json has no entry that fits/, /Expected scale 1.*; found scale 0\.1/],
    ['result.json', /result\.json is not baseline that pgrehearse wrote/, /Expected the fields/],
    ['missing.json', /cannot read baseline .*missing\.json/, /ENOENT/],
  ] as const) {
    test(`${name} is refused with 2 before a server is started`, async () => {
      const { code, stdout, stderr } = await one.call('run', '--baseline', name);
      assert.is(code, 2);
      assert.is(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, detail);
      assert.match(stderr, /hint: /);
      assert.not.match(stderr, /server:/);
      assert.not.ok(one.exists('.pgrehearse'));
      assert.equal(one.leftFolders(), []);
    });
  }

  test('one beside the scenario that is cut is the scenario’s error, said before its server', async () => {
    one.write({ 'baseline.json': one.read('cut.json') });
    const { code, stderr } = await one.call('run', '--output', 'beside');
    assert.is(code, 2);
    assert.match(stderr, /baseline\.json is not whole/);
    assert.not.match(stderr, /server:/);
    assert.is(one.result('beside').scenarios[0]?.error?.code, 'baseline/cut');
  });

  test('baseline update does not overwrite one that it cannot read', async () => {
    one.write({ 'done/result.json': one.read('beside/result.json') });
    const result = one.result('done');
    result.scenarios[0]!.error = null;
    one.write({ 'done/result.json': JSON.stringify(result) });
    const { code, stderr } = await one.call('baseline', 'update', 'done/result.json');
    assert.is(code, 2);
    assert.match(stderr, /baseline\.json is not whole/);
    assert.is(one.read('baseline.json'), one.read('cut.json'));
  });
});
