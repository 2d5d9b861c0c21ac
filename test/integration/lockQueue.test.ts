import { itemsScenario } from '../support/itemsProject.ts';
import { findingsOf, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const quick = `traffic: [{ sql: 'select 1', perSecond: 5 }]`;
const addColumn = 'alter table items add column region text;\n';

suite('the probe of the lock queue', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const probed = async (sql: string, fields = quick) => {
    const one = project(itemsScenario('one', fields, { '0002_change.sql': sql }));
    await shared.run(one, '--queue-probe', '300 ms');
    return { evidence: one.evidence('one'), seen: one.scenario('one') };
  };

  test('shows reads and writes that are stalled behind ACCESS EXCLUSIVE', async () => {
    const { seen } = await probed(addColumn);
    const [queue] = seen.migrations[0]!.queues;
    assert.is(queue!.relation, 'public.items');
    assert.is(queue!.mode, 'AccessExclusiveLock');
    assert.is(queue!.lockTimeoutMs, 0);
    const { queuedMs, readMs, writeMs, end } = queue!.probe!;
    assert.ok(queuedMs >= 300);
    // They come later than the migration, and wait to the same end.
    assert.ok(readMs! > 0 && readMs! < queuedMs);
    assert.ok(writeMs! > 0 && writeMs! < queuedMs);
    assert.is(end, 'acquired');
    assert.is(findingsOf(seen, 'lock/queue').length, 1);
  });

  test('shows that reads pass behind SHARE, and writes do not', async () => {
    const { seen } = await probed('create index items_note_idx on items (note);\n');
    const { mode, probe } = seen.migrations[0]!.queues[0]!;
    assert.is(mode, 'ShareLock');
    assert.is(probe!.readMs, null);
    assert.ok(probe!.writeMs! > 0);
  });

  test('shows a migration that gives up after its lock_timeout', async () => {
    const { seen } = await probed(`set local lock_timeout = '100ms';\n${addColumn}`);
    const { lockTimeoutMs, probe } = seen.migrations[0]!.queues[0]!;
    assert.is(lockTimeoutMs, 100);
    assert.is(probe!.end, 'gaveUp');
    assert.is(seen.migrations[0]!.status, 'applied');
    assert.equal(findingsOf(seen, 'lock/queue'), []);
  });

  test('knows a lock_timeout that code sets', async () => {
    const set = `do $$ begin perform set_config('lock_timeout', '5s', true); end $$;\n`;
    const { seen } = await probed(set + addColumn);
    assert.is(seen.migrations[0]!.queues[0]!.lockTimeoutMs, 5000);
  });

  test('knows that SET LOCAL ends with its transaction', async () => {
    const sql = `begin;\nset local lock_timeout = '5s';\ncommit;\n${addColumn}`;
    const { seen } = await probed(sql);
    assert.is(seen.migrations[0]!.queues[0]!.lockTimeoutMs, 0);
  });

  test('leaves SET TRANSACTION where it must be, at the beginning', async () => {
    const { seen } = await probed(`set transaction isolation level serializable;\n${addColumn}`);
    assert.is(seen.migrations[0]!.status, 'applied');
  });

  test('holds each relation once, whatever waits in between for all transactions', async () => {
    const sql = `create index concurrently items_note_idx on items (note);\n${addColumn}create table others (id int references items);\n`;
    const { seen, evidence } = await probed(sql);
    assert.equal(
      evidence.probes!.map(({ mode }) => mode),
      ['AccessExclusiveLock'],
    );
    assert.is(seen.migrations[0]!.queues.length, 2);
  });

  test('is not made where nothing is locked so that others wait', async () => {
    const { evidence, seen } = await probed('create index concurrently items_note_idx on items (note);\n');
    assert.is(evidence.probes, undefined);
    assert.equal(seen.migrations[0]!.queues, []);
  });

  test('leaves no role that the migrations create', async () => {
    await probed(`create role probed_role;\n${addColumn}`);
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query(`SELECT rolname FROM pg_roles WHERE rolname = 'probed_role'`);
    await client.end();
    assert.equal(rows, []);
  });

  test('is left out where the scenario or the command line says so', async () => {
    const one = project(itemsScenario('one', 'queueProbe: false', { '0002_change.sql': addColumn }));
    await one.call('run', '--database-url', shared.url());
    assert.is(one.evidence('one').probes, undefined);
    const other = project(itemsScenario('one', quick, { '0002_change.sql': addColumn }));
    await shared.run(other, '--queue-probe', 'off');
    assert.is(other.evidence('one').probes, undefined);
  });

  test('is not made for a time that is none', async () => {
    const one = project(itemsScenario('one', quick, { '0002_change.sql': addColumn }));
    const { code, stderr } = await shared.run(one, '--queue-probe', 'long');
    assert.is(code, 2);
    assert.match(stderr, "--queue-probe: expected a duration such as '500 ms'");
  });

  test('leaves no backend and no database behind', async () => {
    const one = project(itemsScenario('one', quick, { '0002_change.sql': addColumn }));
    await shared.run(one, '--queue-probe', '100 ms');
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query(`SELECT datname FROM pg_database WHERE datname LIKE '%probe%'`);
    await client.end();
    assert.equal(rows, []);
  });
});

suite('long transactions', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const played = async (declared: string, sql = addColumn) => {
    const fields = `longTransactions: [${declared}], traffic: [{ sql: 'select note from items limit 1', perSecond: 50 }]`;
    const one = project(itemsScenario('one', fields, { '0002_change.sql': sql }));
    await shared.run(one);
    return { evidence: one.evidence('one'), seen: one.scenario('one') };
  };

  test('keep a migration waiting to their end, and those who come after it', async () => {
    const { evidence, seen } = await played(
      `{ name: 'pg_dump', locks: 'all', lasts: '1 s', pause: '1 min' }`,
    );
    const [repeat] = evidence.repeats;
    const [run] = repeat!.longTransactions![0]!.runs;
    const [statement] = repeat!.migrations[0]!.statements;
    assert.ok(statement!.sentMs > run!.openMs!);
    assert.ok(statement!.acknowledgedMs >= run!.endedMs! - 50);
    assert.ok(seen.migrations[0]!.stalls.some(({ relation }) => relation === 'public.items'));
    assert.is(evidence.probes, undefined);
  });

  test('are named where they made a stall, which a shorter lock_timeout would cut', async () => {
    const { seen } = await played(`{ name: 'pg_dump', locks: 'all', lasts: '2 s', pause: '1 min' }`);
    const [finding] = findingsOf(seen, 'lock/stall').filter(
      ({ subject }) => subject.relation === 'public.items',
    );
    assert.match(finding!.why, 'the statement itself waited, behind pg_dump');
    assert.match(finding!.remedy, 'Set a lock_timeout shorter');
  });

  test('run their statements under their isolation level', async () => {
    const declared = `{ name: 'report', sql: [
      "select 1 / (current_setting('transaction_isolation') = 'repeatable read')::int",
      'select count(*) from items' ], isolation: 'repeatable read', lasts: '200 ms' }`;
    const { evidence } = await played(declared);
    const { runs } = evidence.repeats[0]!.longTransactions![0]!;
    assert.equal(
      runs.map(({ error }) => error),
      runs.map(() => null),
    );
    assert.equal(evidence.notObserved, []);
  });

  test('begin anew until the migrations have ended', async () => {
    const { evidence } = await played(
      `{ name: 'report', sql: 'select 1', lasts: '20 ms' }`,
      'select pg_sleep(0.5);\n',
    );
    assert.ok(evidence.repeats[0]!.longTransactions![0]!.runs.length > 1);
  });

  test('that fail are told, and the migrations run all the same', async () => {
    const { evidence, seen } = await played(`{ name: 'report', sql: 'select * from nowhere', lasts: '1 s' }`);
    assert.match(evidence.notObserved.join(), "what 'report' stands in the way of");
    assert.is(seen.migrations[0]!.status, 'applied');
  });

  test('that nothing could wait for are refused', async () => {
    const one = project(
      itemsScenario('one', `longTransactions: [{ name: 'idle', lasts: '1 s' }]`, {
        '0002_change.sql': addColumn,
      }),
    );
    const { code, stderr } = await one.call('run', 'one');
    assert.is(code, 2);
    assert.match(stderr, 'longTransactions[0]');
    assert.match(stderr, 'expected sql or locks');
  });
});
