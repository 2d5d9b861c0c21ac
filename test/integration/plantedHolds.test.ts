import type { Hold, MigrationResult, ScenarioResult, Stall } from '../../src/findings/Result.ts';
import { itemsScenario, itemsTable } from '../support/itemsProject.ts';
import { findingsOf, type Outcome, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const lockItems = 'lock table items in access exclusive mode';

/** Sleeps of known lengths, under the lock and outside it. In seconds. */
const planted = {
  '0002_between_statements': `${lockItems};\nselect pg_sleep(0.5);\n`,
  '0003_within_a_statement': `do $$ begin perform pg_sleep(0.3); ${lockItems}; perform pg_sleep(0.4); end $$;\n`,
  '0004_savepoint': `savepoint a;\n${lockItems};\nselect pg_sleep(0.3);\nrollback to a;\nselect pg_sleep(0.4);\n`,
  '0005_own_transaction': `begin;\n${lockItems};\nselect pg_sleep(0.3);\ncommit;\nselect pg_sleep(0.4);\n`,
  '0006_at_commit': `create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(0.4); return new; end $$;
create constraint trigger wait after update on items deferrable initially deferred for each row
  when (new.id = 1) execute function wait();
update items set note = note where id = 1;\n`,
  '0007_share': 'lock table items in share mode;\nselect pg_sleep(0.4);\n',
  '0008_harmless': `select pg_sleep(0.5);\ncreate table beside (id int);\n`,
};

suite('holds and stalls of planted lengths', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let seen: ScenarioResult;
  let outcome: Outcome;
  before(async () => {
    const files = Object.fromEntries(Object.entries(planted).map(([id, sql]) => [`${id}.sql`, sql]));
    const one = project(
      itemsScenario(
        'holds',
        `traffic: [
           { sql: 'select note from items where id = 7', perSecond: 50 },
           { sql: 'update items set note = note where id = 8', perSecond: 50 } ],
         budgets: { hold: { AccessExclusiveLock: '450 ms' }, stall: '200 ms' }`,
        files,
      ),
    );
    outcome = await shared.run(one);
    seen = one.scenario('holds');
  });

  const migration = (id: keyof typeof planted): MigrationResult => {
    const found = seen.migrations.find((each) => each.id === id);
    assert.is(found?.status, 'applied', `${id}: ${outcome.stderr}`);
    return found!;
  };
  const hold = (id: keyof typeof planted, mode = 'AccessExclusiveLock'): Hold =>
    migration(id).holds.find((each) => each.relation === 'public.items' && each.mode === mode)!;
  const stallOf = (id: keyof typeof planted, kind: 'select' | 'update'): Stall | undefined =>
    migration(id).stalls.find(({ query }) => query.startsWith(kind));

  /**
   * The truth is at least what was slept under the lock, and at most the migration's duration less what was slept
   * outside of it, both by the server's clock: an interval that holds the truth reaches into that range.
   */
  const contains = (id: keyof typeof planted, under: number, outside: number, statement: number) => {
    const { lowMs, highMs, statement: taken } = hold(id);
    const most = migration(id).durationMs.high - outside;
    assert.ok(highMs >= under, `${id}: held at most ${highMs} ms, and slept ${under} ms under it`);
    assert.ok(lowMs <= most, `${id}: held at least ${lowMs} ms, and cannot have been more than ${most} ms`);
    assert.is(taken, statement);
  };

  test('a lock held over the statements of a transaction is bounded by what is known for certain', () => {
    contains('0002_between_statements', 500, 0, 1);
    assert.ok(hold('0002_between_statements').lowMs >= 500);
  });
  test('a lock that a statement takes half-way is timed from then on', () =>
    contains('0003_within_a_statement', 400, 300, 1));
  test('a lock that a savepoint gives back ends with it', () => contains('0004_savepoint', 300, 400, 2));
  test('a file’s own BEGIN and COMMIT bound its locks', () => {
    contains('0005_own_transaction', 300, 400, 2);
    assert.is(migration('0005_own_transaction').transaction, 'none');
  });
  test('work that is deferred to COMMIT counts', () => {
    assert.ok(hold('0006_at_commit', 'RowExclusiveLock').highMs >= 400);
  });

  test('a stall is measured from the moment a statement was due, and put down to what took the lock', () => {
    for (const kind of ['select', 'update'] as const) {
      const stall = stallOf('0002_between_statements', kind)!;
      assert.equal(stall.blockedBy, { migration: '0002_between_statements', statement: 1 });
      assert.is(stall.relation, 'public.items');
      assert.is(stall.waitedForMode, kind === 'select' ? 'AccessShareLock' : 'RowExclusiveLock');
      assert.is(stall.source, 'traffic');
      // Due every 20 ms, so one was due soon after the lock was taken; the queue needs a while to drain.
      const { lowMs, highMs } = hold('0002_between_statements');
      assert.ok(stall.maxMs >= lowMs * 0.7, `${kind} stalled ${stall.maxMs} ms of ${lowMs}`);
      assert.ok(stall.maxMs <= highMs * 1.7 + 100, `${kind} stalled ${stall.maxMs} ms of ${highMs}`);
      assert.ok(stall.count > 1);
    }
  });

  test('SHARE stalls writers and not readers', () => {
    assert.is(stallOf('0007_share', 'update')?.blockedBy.statement, 1);
    assert.is(stallOf('0007_share', 'select'), undefined);
  });

  test('what waits for work at COMMIT is put down to the statement that took the lock', () => {
    assert.is(stallOf('0006_at_commit', 'select'), undefined);
    assert.is(stallOf('0006_at_commit', 'update')?.blockedBy.statement, 2);
  });

  test('budgets are breached by the low end, and the finding names statement, relation, mode and interval', () => {
    const breached = findingsOf(seen, 'lock/hold').filter(({ verdict }) => verdict === 'breached');
    assert.equal(
      breached.map(({ subject }) => subject),
      [
        {
          migration: '0002_between_statements',
          statement: 1,
          relation: 'public.items',
          mode: 'AccessExclusiveLock',
        },
      ],
    );
    const [finding] = breached;
    assert.equal(finding?.bound, { kind: 'budget', value: 450, unit: 'ms' });
    assert.equal(finding?.measured, {
      value: hold('0002_between_statements').highMs,
      unit: 'ms',
      low: hold('0002_between_statements').lowMs,
      high: hold('0002_between_statements').highMs,
    });
    assert.equal(finding?.location?.line, 1);
    assert.match(finding?.location?.file ?? '', /0002_between_statements\.sql$/);
    assert.match(
      finding?.title ?? '',
      /^Statement 1 of 0002_between_statements held ACCESS EXCLUSIVE on public\.items for /,
    );
    assert.is(outcome.code, 1);
  });

  test('a migration that only takes long raises nothing', () => {
    assert.equal(
      seen.findings.filter(({ subject }) => subject.migration === '0008_harmless'),
      [],
    );
    assert.equal(migration('0008_harmless').stalls, []);
  });
});

suite('canaries', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let seen: ScenarioResult;
  before(async () => {
    const one = project({
      ...itemsScenario('canaries', '', {
        '0002_exclusive.sql': `alter table items add column a int;\nselect pg_sleep(0.6);\n`,
        '0003_share.sql': `create index on items (note);\nselect pg_sleep(0.6);\n`,
        '0004_harmless.sql': 'create table beside (id int);\nselect pg_sleep(0.6);\n',
      }),
      'scenarios/canaries/migrations/0001_items.sql': `${itemsTable}create table bystanders (id int);`,
    });
    const { code, stderr } = await shared.run(one);
    assert.is(code, 0, stderr);
    seen = one.scenario('canaries');
  });
  const stalls = (index: number) =>
    seen.migrations[index]!.stalls.map(
      ({ source, query, blockedBy }) => `${source} ${query} ${blockedBy.statement}`,
    );

  test('read and write what the migrations name, where a scenario has no traffic', () => {
    assert.equal(stalls(0).sort(), ['canary read of public.items 1', 'canary write of public.items 1']);
    assert.equal(
      [...new Set(findingsOf(seen, 'lock/stall').map(({ verdict, severity }) => `${verdict} ${severity}`))],
      ['observed warn'],
    );
  });
  test('only the writer waits for CREATE INDEX', () => {
    assert.equal(stalls(1), ['canary write of public.items 1']);
  });
  test('none waits for what harms nobody', () => assert.equal(stalls(2), []));
});
