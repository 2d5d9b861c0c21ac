import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { MigrationResult, ScenarioResult } from '../../src/findings/Result.ts';
import { itemsScenario } from '../support/itemsProject.ts';
import { binaries15 } from '../support/otherServers.ts';
import { findingsOf, type Outcome, type Project, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const holdItems = 'lock table items in access exclusive mode;\nselect pg_sleep(0.4);\n';

const readItems = `{ sql: 'select note from items where id = 7', perSecond: 50 }`;

/** Takes what the migration takes, in the other order, and waits in between. */
const crossing = `{ name: 'crossing', perSecond: 4, connections: 1, transaction: [
  { sql: 'update items set note = note where id = 1' }, { think: '120 ms' },
  { sql: 'update others set note = note where id = 1' } ] }`;

const servers = [
  { name: '18', args: ['--server', 'embedded'], version: '18', missing: null },
  { name: '15', args: ['--server', 'binaries'], version: '15', missing: binaries15 },
];

for (const { name, args, version, missing } of servers) {
  suite(`waits of a run on PostgreSQL ${name}`, ({ test, skip, before }) => {
    if (missing !== null) return skip('are exact', missing);
    let seen: ScenarioResult;
    let evidence: Evidence;
    let outcome: Outcome;
    before(async () => {
      const one = project(
        itemsScenario(
          'waits',
          `postgres: { version: '${version}', settings: { deadlock_timeout: '3s', log_min_messages: 'panic' } },
           queueProbe: false,
           traffic: [ ${readItems}, ${crossing} ],
           longTransactions: [{ name: 'report', locks: ['public.items'], lasts: '300 ms', pause: '50 ms' }],
           budgets: { stall: '10 s' }`,
          {
            '0002_hold.sql': holdItems,
            '0003_quiet.sql': `set log_min_messages = 'panic';\nset client_min_messages = 'error';\n${holdItems}`,
            '0004_others.sql':
              'create table others (id int primary key, note text);\ninsert into others values (1, null);\n',
            '0005_crossing.sql': `do $$ begin
  for i in 1..40 loop
    begin
      update others set note = 'x' where id = 1;
      perform pg_sleep(0.1);
      update items set note = 'x' where id = 1;
      raise exception 'again';
    exception when raise_exception then null; when deadlock_detected then exit;
    end;
  end loop;
end $$;\n`,
            '0006_harmless.sql': 'select pg_sleep(0.3);\ncreate table beside (id int);\n',
          },
        ),
      );
      outcome = await one.run('run', '--repeat', '1', ...args);
      seen = one.scenario('waits');
      evidence = one.evidence('waits');
    });
    const migration = (id: string): MigrationResult => {
      const found = seen.migrations.find((each) => each.id === id);
      assert.is(found?.status, 'applied', `${id}: ${outcome.stderr}`);
      return found!;
    };

    test('are the server’s own, and production’s deadlock_timeout is still told', () => {
      assert.is(seen.waitsFrom, 'log');
      assert.is(seen.server?.settings['deadlock_timeout'], '3s');
      assert.equal(seen.notObserved, []);
    });

    for (const id of ['0002_hold', '0003_quiet']) {
      test(`stalls are exact, and as long as the lock was held: ${id}`, () => {
        const stall = migration(id).stalls.find(({ query }) => query.startsWith('select note'))!;
        const hold = migration(id).holds.find(({ mode }) => mode === 'AccessExclusiveLock')!;
        assert.is(stall.exact, true);
        assert.is(stall.waitedForMode, 'AccessShareLock');
        assert.ok(stall.maxMs >= 300, `${stall.maxMs} ms`);
        const queued = migration(id).waits.find(({ waiter }) => waiter.role === 'migration')?.maxMs ?? 0;
        assert.ok(
          stall.maxMs <= hold.highMs + queued + 5,
          `${stall.maxMs} ms of ${hold.highMs} and ${queued}`,
        );
      });

      test(`it is told who waited for whom: ${id}`, () => {
        const { waits } = migration(id);
        const reader = waits.find(({ waiter }) => waiter.name.startsWith('select note'))!;
        assert.is(reader.relation, 'public.items');
        assert.is(reader.exact, true);
        assert.is(
          reader.statement,
          waits.find(({ waiter }) => waiter.role === 'migration')?.statement ?? reader.statement,
        );
        assert.ok(reader.behind.some(({ role, name: of }) => role === 'migration' && of === id));
      });
    }

    test('the migration waited for the report, and readers behind the migration', () => {
      const own = seen.migrations
        .flatMap(({ waits }) => waits)
        .filter(({ waiter }) => waiter.role === 'migration' && waiter.statement !== null)
        .find(({ mode }) => mode === 'AccessExclusiveLock');
      assert.ok(own, JSON.stringify(seen.migrations.map(({ waits }) => waits)));
      assert.ok(own.behind.some(({ role, name: of }) => role === 'longTransaction' && of === 'report'));
      assert.is(own.end, 'acquired');
      assert.is(own.exact, true);
    });

    test('a deadlock with the traffic is told with both, what they ran and what they waited for', () => {
      const [deadlock] = migration('0005_crossing').deadlocks;
      assert.ok(deadlock, JSON.stringify(evidence.repeats[0]!.deadlocks));
      assert.equal(
        deadlock.parties
          .map(({ role, name: of, relation, target, statement }) => [role, of, relation, target, statement])
          .sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
        [
          ['migration', '0005_crossing', 'public.items', 'transaction', 1],
          ['traffic', 'crossing', 'public.others', 'transaction', null],
        ],
      );
      assert.is(deadlock.parties.filter(({ victim }) => victim).length, 1);
      const [finding] = findingsOf(seen, 'lock/deadlock');
      assert.is(finding?.severity, 'fail');
      assert.match(finding!.why, 'which is 3s');
      assert.match(finding!.why, 'update others set note = note where id = 1');
    });

    test('nobody waited for a migration that is in nobody’s way', () => {
      assert.equal(migration('0006_harmless').waits, []);
      assert.equal(migration('0006_harmless').deadlocks, []);
    });
  });
}

suite('waits of a run on a server without a log for machines', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let one: Project;
  before(async () => {
    one = project(
      itemsScenario('sampled', `queueProbe: false, traffic: [ ${readItems} ]`, {
        '0002_hold.sql': holdItems,
      }),
    );
    await shared.run(one);
  });

  test('are sampled, and told as such', () => {
    const seen = one.scenario('sampled');
    assert.is(seen.waitsFrom, 'samples');
    assert.equal(seen.notObserved, []);
    const { waits, stalls } = seen.migrations[0]!;
    const [reader] = waits;
    assert.equal(
      [reader?.waiter.name, reader?.relation, reader?.mode, reader?.exact],
      ['select note from items where id = 7', 'public.items', 'AccessShareLock', false],
    );
    assert.equal(reader?.behind, [{ role: 'migration', name: '0002_hold', statement: 1 }]);
    assert.ok(reader!.maxMs > 0 && reader!.maxMs <= stalls[0]!.maxMs + 100, `${reader!.maxMs}`);
    assert.is(stalls[0]!.exact, false);
  });
});

suite('waits of a run that something happens to', ({ test, before }) => {
  let all: Project;
  let outcome: Outcome;
  before(async () => {
    const fields = `queueProbe: false, traffic: [ ${readItems} ]`;
    all = project({
      ...itemsScenario('crash', fields, {
        '0002_hold.sql': holdItems,
        // The shell's parent is the backend: the postmaster ends all others, too, and starts anew.
        '0003_crash.sql': `copy (select 1) to program 'kill -9 $PPID';\n`,
      }),
      ...itemsScenario('unreadable', fields, {
        // The server's working directory is its data directory.
        '0002_hold.sql': `${holdItems}copy (select 1) to program 'rm pgrehearse_log/server.json';\n`,
      }),
    });
    outcome = await all.run('run', '--repeat', '1', '--server', 'embedded');
  });

  test('a crash of the server leaves what the log had until then', () => {
    const seen = all.scenario('crash');
    assert.is(seen.error?.code, 'server/connection-lost', outcome.stderr);
    assert.is(seen.waitsFrom, 'log');
    const [hold] = seen.migrations;
    const reader = hold!.waits.find(({ waiter }) => waiter.role === 'traffic');
    assert.equal([reader?.end, reader?.exact, reader?.relation], ['acquired', true, 'public.items']);
    assert.ok(reader!.maxMs >= 250, `${reader!.maxMs} ms`);
  });

  test('a log that cannot be read is said, and waits are sampled', () => {
    const seen = all.scenario('unreadable');
    assert.is(seen.error, null);
    assert.is(seen.waitsFrom, 'samples');
    assert.is(seen.verdict, 'inconclusive');
    assert.match(
      seen.notObserved.join('\n'),
      /^waits to the millisecond: the server's log could not be read \(ENOENT/,
    );
    const reader = seen.migrations[0]!.waits.find(({ waiter }) => waiter.role === 'traffic');
    assert.equal([reader?.exact, reader?.relation], [false, 'public.items']);
  });
});
