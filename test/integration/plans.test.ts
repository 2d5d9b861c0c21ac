import type { QueryResult, ScenarioResult } from '../../src/findings/Result.ts';
import { findingsOf, type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const rows = `[defineTable('public.items', {
  id: sequence(), owner: uniform(1, 4000), note: text({ length: 60 }), code: pgrehearse.template('C-{n:8}') }).rows(20_000)]`;

const queries = `{
  'by-id': { sql: 'select note from items where id = $1', parameters: { first: [1], last: { sql: 'select max(id) from items' } } },
  'by-owner': { sql: 'select id, code from items where owner = $1', parameters: { one: [7] } },
  'by-code': { sql: 'select id from items where code = $1', parameters: { one: ['C-00000042'] } },
  'of-note': { sql: 'select count(note) from items where id < 100' },
  'writes': { sql: 'update items set note = note where id = $1', parameters: { one: [3] } },
  'long-ago': { sql: 'select count(*) from items where created_at < $1', parameters: { now: ['$now'] } },
}`;

suite('plans of key queries', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let one: Project;
  let outcome: Outcome;
  let seen: ScenarioResult;
  before(async () => {
    one = project({
      'scenario.ts': scenarioText(
        `name: 'plans', migrations: { directory: './migrations', pending: { from: '0002' } },
         data: ${rows}, now: '2026-02-15T00:00:00Z',
         queries: ${queries}, traffic: [{ sql: 'select 1', perSecond: 5 }], budgets: { duration: '10 min' }`,
      ),
      'migrations/0001_items.sql': `create table items (id bigint primary key, owner int not null, note text not null, code varchar(20) not null, created_at timestamptz not null default '2026-01-01');
create index items_owner_idx on items (owner);
create index items_unused_idx on items (note);
create index items_code_idx on items (code);
`,
      'migrations/0002_drop_indexes.sql': 'drop index items_owner_idx;\ndrop index items_unused_idx;\n',
      'migrations/0003_drop_column.sql': 'alter table items drop column note;\n',
      'migrations/0004_column.sql': 'alter table items add column harmless int;\n',
    });
    outcome = await shared.run(one);
    seen = one.scenario('plans');
  });

  const query = (name: string, parameters = 'one'): QueryResult =>
    seen.queries.find((each) => each.name === name && each.parameters === parameters)!;
  const about = (name: string, result = seen) =>
    result.findings
      .filter(({ subject }) => subject.query === name)
      .map(({ rule, severity, verdict }) => `${rule} ${severity} ${verdict}`);

  test('are captured before, right after deploy and after, by query and parameter set', () => {
    assert.is(outcome.code, 1, outcome.stderr);
    assert.equal(
      seen.queries.map(({ name, parameters }) => `${name} ${parameters}`),
      [
        'by-id first',
        'by-id last',
        'by-owner one',
        'by-code one',
        'of-note none',
        'writes one',
        'long-ago now',
      ],
    );
    for (const { name, before, afterDeploy, after } of seen.queries.filter(
      ({ change }) => change !== 'fails',
    )) {
      for (const capture of [before, afterDeploy, after]) {
        assert.type(capture.buffers, 'number', name);
        assert.is(capture.error, null, name);
      }
      assert.ok(before.latencyMs!.samples.length > 0, name);
    }
  });

  test('an index that is dropped is lost: more pages, another plan, a regression where there are budgets', () => {
    const { before, after, change } = query('by-owner');
    assert.ok(after.buffers! > before.buffers! + 100, `${before.buffers} to ${after.buffers}`);
    assert.is.not(before.fingerprint?.access, after.fingerprint?.access);
    assert.is.not(change, 'none');
    assert.ok(about('by-owner').includes('plan/buffers fail regressed'), about('by-owner').join());
    assert.ok(about('by-owner').includes('plan/index-lost warn regressed'), about('by-owner').join());
    const [lost] = findingsOf(seen, 'plan/index-lost');
    assert.match(lost?.title ?? '', /no longer uses items_owner_idx: it reads all of public\.items/);
    assert.equal(lost?.subject, { query: 'by-owner', parameters: 'one', relation: 'public.items' });
  });

  test('a query of a column that is dropped fails, with PostgreSQL’s code', () => {
    for (const [name, parameters] of [
      ['by-id', 'first'],
      ['of-note', 'none'],
      ['writes', 'one'],
    ] as const) {
      const { after, change } = query(name, parameters);
      assert.is(after.error?.code, '42703', name);
      assert.is(change, 'fails');
      assert.equal([...new Set(about(name))], ['plan/query-fails fail regressed']);
    }
  });

  test('a query that nothing changes for raises nothing', () => {
    for (const name of ['by-code', 'long-ago']) {
      assert.equal(about(name), []);
      assert.is(query(name, name === 'long-ago' ? 'now' : 'one').change, 'none');
    }
  });

  test('key queries that write leave no row behind', () => {
    assert.is(query('writes').before.error, null);
    assert.equal(
      seen.dataset?.tables.map(({ name, rows: count }) => [name, count]),
      [['public.items', 20_000]],
    );
  });

  test('with neither budget nor baseline a worse plan is observed, and only a query that fails fails', async () => {
    const evidence = one.evidence('plans');
    evidence.scenario.budgets.durationMs = null;
    one.write({ 'bare.json': JSON.stringify(evidence) });
    const { code } = await one.call('judge', 'bare.json', '--output', 'bare', '-q');
    const bare = one.result('bare').scenarios[0]!;
    assert.is(code, 1);
    assert.equal(
      [...new Set(bare.findings.filter(({ severity }) => severity === 'fail').map(({ rule }) => rule))],
      ['plan/query-fails'],
    );
    assert.ok(about('by-owner', bare).includes('plan/buffers warn observed'));
    assert.ok(about('by-owner', bare).includes('plan/index-lost warn observed'));
  });
});
