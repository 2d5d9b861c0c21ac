import type { ScenarioResult } from '../../src/findings/Result.ts';
import { itemsScenario } from '../support/itemsProject.ts';
import { type Outcome, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const queries = `queries: {
  insert: { sql: 'insert into items (id, owner, note) values ($1, $2, $3)', parameters: 'auto' },
  upsert: { sql: 'insert into items (id, owner, note) values ($1, $2, $3) on conflict (id) do update set note = excluded.note', parameters: 'auto' },
  update: { sql: 'update items set note = note where owner = $1 returning id, note', parameters: 'auto' },
  remove: { sql: 'delete from items where id = $1', parameters: 'auto' },
  lock: { sql: 'select id from items where owner = $1 for update', parameters: 'auto' },
  read: { sql: 'select note from items where owner = $1', parameters: 'auto' },
}`;

suite('key queries that write, around a migration that changes nothing for them', ({
  test,
  before,
  after,
}) => {
  const shared = sharedServer({ before, after });
  let outcome: Outcome;
  let seen: ScenarioResult;
  before(async () => {
    const one = project(
      itemsScenario('one', queries, {
        '0002_extra.sql': 'alter table items add extra int;\n',
        '0002_extra.down.sql': 'alter table items drop extra;\n',
      }),
    );
    outcome = await shared.run(one, '-q');
    seen = one.scenario('one');
  });

  test('read and write as many pages before, right after deploy and after', () => {
    assert.is(outcome.code, 0, outcome.stderr);
    assert.ok(seen.queries.length >= 12, `${seen.queries.length} sets`);
    for (const { name, parameters, before: first, afterDeploy, after: last, change } of seen.queries) {
      const what = `${name} (${parameters})`;
      assert.equal([first.error, afterDeploy.error, last.error], [null, null, null], what);
      assert.is(change, 'none', what);
      assert.equal([afterDeploy.buffers, last.buffers], [first.buffers, first.buffers], what);
    }
  });
  test('write WAL, and those that read none', () => {
    const wal = (name: string) => seen.queries.find((each) => each.name === name)!.after.work!.walRecords!;
    assert.ok(wal('update') > 100);
    assert.is(wal('read'), 0);
  });
  test('raise nothing, and give the same', () => {
    assert.equal(
      seen.findings.filter(({ rule }) => rule.startsWith('plan/')).map(({ title }) => title),
      [],
    );
    for (const { name, result } of seen.queries) {
      const compared = ['insert', 'upsert', 'remove'].includes(name) ? ['nothing', null] : ['columns', true];
      assert.equal([result?.compared, result?.equal], compared, name);
    }
  });
  test('leave the database to the rollback as the migration left it', () => {
    assert.is(seen.migrations[0]?.rollback?.schemaRestored, true);
    assert.equal(
      seen.dataset?.tables.map(({ rows }) => rows),
      [1000],
    );
  });
  test('leave no database behind', async () => {
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query(
      `select datname from pg_database where datname ~ 'before|after|repeat'`,
    );
    await client.end();
    assert.equal(rows, []);
  });
});
