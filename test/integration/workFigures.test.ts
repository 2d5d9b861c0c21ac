import type { MigrationResult, ScenarioResult } from '../../src/findings/Result.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { project, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const rows = 200_000;
const migrations = {
  '0001_base': `create table items (id int primary key, owner int not null, note text not null);
    create table logs (id serial, what text);\ncreate table apart (id int);`,
  '0002_index_that_spills':
    "set maintenance_work_mem = '1MB';\ncreate index items_note_idx on items (note);\nreset maintenance_work_mem;",
  '0003_index_that_does_not': `set max_parallel_maintenance_workers = 0;
    set maintenance_work_mem = '512MB';\ncreate index items_owner_idx on items (owner);`,
  '0004_rewrite': 'alter table items alter column owner type bigint;',
  '0005_nothing': 'select pg_sleep(1);',
  '0006_workers': `set max_parallel_maintenance_workers = 2;\nset min_parallel_table_scan_size = 0;
    alter table items set (parallel_workers = 2);\ncreate index items_both_idx on items (owner, note);`,
  '0007_sizes':
    'create table beside as select * from items limit 1000;\ndrop index items_both_idx;\nselect count(*) from logs;',
  '0008_concurrently': 'create index concurrently items_again_idx on items (note, owner);',
  '0009_waits': 'create index concurrently apart_id_idx on apart (id);',
};

const servers = { 18: {}, 15: { bin: '/usr/lib/postgresql/15/bin' } };

for (const [major, options] of Object.entries(servers))
  suite(`figures of the server's work, on PostgreSQL ${major}`, ({ test, before, after }) => {
    let server: Server;
    let seen: ScenarioResult;
    before(async () => {
      server = await localServer(options);
      const one = project({
        'scenario.ts': scenarioText(
          `name: 'figures', postgres: { version: ${major} }, migrations: { directory: './migrations', pending: { from: '0002' } },
          data: [defineTable('public.items', { id: sequence(), owner: uniform(1, 5000), note: text({ length: 30 }) }).rows(${rows})],
          traffic: [{ sql: "insert into logs (what) select string_agg(md5(random()::text), '') from generate_series(1, 50), generate_series(1, 20) g group by g", perSecond: 20 }],
          longTransactions: [{ name: 'batch', locks: ['public.apart'], mode: 'RowExclusiveLock', lasts: '3 s' }, { name: 'batch', locks: ['public.apart'], mode: 'RowExclusiveLock', lasts: '4100 ms' }]`,
        ),
        ...Object.fromEntries(Object.entries(migrations).map(([id, sql]) => [`migrations/${id}.sql`, sql])),
      });
      const url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
      await one.call('run', '--repeat', '1', '--database-url', url);
      seen = one.scenario('figures');
    });
    after(() => server?.stop());

    const migration = (id: keyof typeof migrations): MigrationResult =>
      seen.migrations.find((each) => each.id === id)!;
    const work = (id: keyof typeof migrations, statement = 1) =>
      migration(id).statements[statement - 1]!.work!;

    test('every migration is applied', () => {
      assert.equal([...new Set(seen.migrations.map(({ status }) => status))], ['applied']);
    });
    test('a sort that does not fit in memory shows its temporary files, one that fits none', () => {
      const spilled = work('0002_index_that_spills', 2).temporary!;
      assert.ok(spilled.files >= 1, String(spilled.files));
      assert.ok(spilled.bytes > rows * 30, String(spilled.bytes));
      assert.equal(work('0003_index_that_does_not', 3).temporary, { files: 0, bytes: 0 });
    });
    test('an index is built serially, or by the workers that were asked for', () => {
      assert.equal(work('0002_index_that_spills', 2).indexBuilds, [
        { index: 'items_note_idx', table: 'public.items', workers: 0 },
      ]);
      assert.equal(work('0006_workers', 4).indexBuilds, [
        { index: 'items_both_idx', table: 'public.items', workers: 2 },
      ]);
    });
    test(`a migration's WAL is its own${Number(major) < 18 ? ' and that of others, which is said' : ', however much others write'}`, () => {
      const { walBytes, walFrom } = migration('0005_nothing');
      assert.is(walFrom, Number(major) < 18 ? 'server' : 'backend');
      if (Number(major) < 18) assert.ok(walBytes > 100_000, `others wrote ${walBytes} bytes`);
      else assert.ok(walBytes < 10_000, `${walBytes} bytes`);
    });
    test('a rewrite writes the table and its indexes into the WAL', () => {
      const { walBytes, sizes } = migration('0004_rewrite');
      const { after: bytes } = sizes!.find(({ relation }) => relation === 'public.items')!;
      assert.ok(walBytes > 0.8 * bytes!.table, `${walBytes} of WAL for ${bytes!.table} of table`);
      assert.ok(work('0004_rewrite').walBytes! > 0.8 * bytes!.table);
    });
    test('a rewrite is parted as the server says it: the table, then each index', () => {
      const { phases } = work('0004_rewrite');
      assert.equal(
        phases.map(({ what, exact }) => `${what} ${exact}`),
        [
          'writing items anew true',
          ...['items_pkey', 'items_note_idx', 'items_owner_idx']
            .map((index) => `building index ${index} true`)
            .filter((line) => phases.some(({ what }) => line === `${what} true`)),
        ],
      );
      assert.is(phases.length, 4);
      for (const [i, { startMs, endMs }] of phases.entries()) {
        assert.ok(startMs <= endMs);
        if (i > 0) assert.is(startMs, phases[i - 1]!.endMs);
      }
    });
    test('sizes are those of tables that the migration touched, before and after it', () => {
      const sizes = new Map(migration('0007_sizes').sizes!.map((size) => [size.relation, size]));
      assert.is(sizes.get('public.beside')!.before, null);
      assert.ok(sizes.get('public.beside')!.after!.table > 0);
      const items = sizes.get('public.items')!;
      assert.is(items.before!.table, items.after!.table);
      assert.ok(items.before!.indexes > items.after!.indexes);
    });
    test('the phases of an index build are within its time, and count what they have done', () => {
      const { phases } = work('0008_concurrently');
      const { durationMs } = migration('0008_concurrently').statements[0]!;
      for (const { startMs, endMs, done, total } of phases) {
        assert.ok(startMs <= endMs && endMs <= durationMs.high + 1, `${startMs} to ${endMs}`);
        if (done !== null && total !== null) assert.ok(done <= total, `${done} of ${total}`);
      }
    });
    test('an index build that waits for a transaction says so, and for how many', () => {
      const { phases } = work('0009_waits');
      const waiting = phases.filter(({ waitedFor }) => waitedFor.length > 0);
      assert.ok(waiting.length > 0, JSON.stringify(phases));
      assert.ok(
        waiting.some(({ waitedFor }) => waitedFor.includes('batch')),
        JSON.stringify(waiting),
      );
      for (const { what, unit } of waiting) {
        assert.match(what, /^waiting for/);
        assert.is(unit, 'lockers');
      }
    });
  });
