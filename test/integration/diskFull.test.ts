import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDataset, type DatasetProgress } from '../../src/dataset/buildDataset.ts';
import { defineTable, sequence, template } from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { openQuietly } from '../support/postgresSpec.ts';
import { project, scenarioText } from '../support/project.ts';
import { rejection } from '../support/rejection.ts';
import { runDirectoriesIn } from '../support/ServerProcess.ts';
import { assert, suite } from '../support/suite.ts';
import { now } from '../support/tables.ts';

const megabyte = 1024 ** 2;
const schema =
  'create table items (id bigint primary key, note text); create index items_note on items (note);';
const items = defineTable('public.items', { id: sequence(), note: template('note {n}') });

suite('a disk that is full', ({ test, skip, before, after }) => {
  const disk = mkdtempSync(join(tmpdir(), 'pgrehearse-test-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=240m,mode=755', 'tmpfs', disk]).status === 0;
  if (!mounted) {
    rmSync(disk, { recursive: true });
    return skip('is survived', 'no file system can be mounted here');
  }
  const elsewhere = process.env['TMPDIR'];
  before(() => {
    process.env['TMPDIR'] = disk;
  });
  after(() => {
    if (elsewhere === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = elsewhere;
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  const ballast = join(disk, 'ballast');
  /** Leaves so many bytes free, and no more. */
  const fill = (left: number) => {
    const { bavail, bsize } = statfsSync(disk);
    try {
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    } catch (error) {
      // The server, which writes meanwhile, was faster: it is full all the same.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  };

  /** Builds, and fills the disk at a step. */
  const build = (server: Server, at: (step: string) => boolean, rows = 100_000) => {
    let filled = false;
    const reached = (step: string) => {
      if (filled || !at(step)) return;
      filled = true;
      fill(0);
    };
    const progress: DatasetProgress = {
      loading() {},
      server() {},
      step: reached,
      table: () => reached('rows'),
    };
    const request = {
      tables: [items.rows(rows)],
      seed: 1,
      now,
      fixtures: [],
      rowsPerTable: null,
      prepareBase: async (client: { query(sql: string): Promise<unknown> }) =>
        void (await client.query(schema)),
    };
    return buildDataset(server, request, progress);
  };
  const survived = async (use: (server: Server) => Promise<unknown>) => {
    const server = await openQuietly({ server: 'embedded' });
    const error = await rejection(() => use(server)).finally(async () => {
      rmSync(ballast, { force: true });
      await server.stop();
    });
    assert.is(error.code, 'disk/full', `${error.code}: ${error.message} ${error.detail}`);
    assert.match(`${error.message} ${error.detail}`, /No space left|no space is left/);
    assert.match(error.hint!, /TMPDIR|smaller --scale/);
    assert.equal(runDirectoriesIn(disk), []);
  };

  test('while rows are sent is told, and nothing is left', () =>
    survived((server) => build(server, (step) => step === 'rows')));
  test('while indexes are built is told, and nothing is left', () =>
    survived((server) => build(server, (step) => step.startsWith('building the indexes'))));
  test('while pages are settled is told, and nothing is left', () =>
    survived((server) => build(server, (step) => step === 'vacuuming')));
  test('while a clone is made is told, and nothing is left', () =>
    survived(async (server) => {
      const dataset = await build(server, () => false);
      fill(2 * megabyte);
      await dataset.clone('clone');
    }));

  test('is foreseen before the first row', async () => {
    const server = await openQuietly({ server: 'embedded' });
    let rows = 0;
    const error = await rejection(() => build(server, () => rows++ < 0, 3_000_000)).finally(() =>
      server.stop(),
    );
    assert.is(error.code, 'disk/too-small');
    assert.match(error.detail!, /need \d+ MB at least; \d+(\.\d)? MB are free in /);
  });

  test('ends a run with 3, one message, a report, and nothing left', async () => {
    mkdirSync(join(disk, 'temporary'));
    chmodSync(join(disk, 'temporary'), 0o755);
    const table = `defineTable('public.items', { id: sequence(), note: text({ length: 40 }) })`;
    const runs = project(
      {
        'scenario.ts': scenarioText(
          `name: 'large', migrations: { directory: './migrations' }, data: [${table}.rows(100_000)]`,
        ),
        'migrations/0001_items.sql': 'create table items (id bigint primary key, note text);\n',
        'migrations/0002_more.sql':
          'create table more as select i, i as j from generate_series(1, 20000000) i;\n',
      },
      { TMPDIR: join(disk, 'temporary') },
    );
    const { code, stdout, stderr } = await runs.run('run', '--server', 'embedded');
    assert.is(code, 3, stderr);
    assert.is((stderr.match(/^error:/gm) ?? []).length, 1, stderr);
    assert.match(stderr, /error: no space is left on the server's disk/);
    assert.match(stdout, /report: /);
    const seen = runs.scenario('large');
    assert.is(seen.error!.code, 'disk/full');
    assert.is(seen.findings.filter(({ rule }) => rule === 'migration/failed').length, 0);
    assert.equal(runDirectoriesIn(join(disk, 'temporary')), []);
  });

  test('foreseen ends a run with 3', async () => {
    const runs = project(
      {
        'scenario.ts': scenarioText(
          `name: 'huge', migrations: { directory: './migrations' }, data: auto({ rows: 20_000_000 })`,
        ),
        'migrations/0001_items.sql': 'create table items (id bigint primary key, note text);\n',
        'migrations/0002_more.sql': 'select 1;\n',
      },
      { TMPDIR: join(disk, 'temporary') },
    );
    const { code, stderr } = await runs.run('run', '--server', 'embedded');
    assert.is(code, 3, stderr);
    assert.match(stderr, /error: the dataset does not fit on the disk/);
    assert.match(stderr, /code: disk\/too-small/);
  });
});
