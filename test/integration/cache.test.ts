import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { readManifest, writeManifest } from '../../src/dataset/cache/Manifest.ts';
import { byOwner, itemsScenario } from '../support/itemsProject.ts';
import { buildWithCache, entriesIn, items } from '../support/keptDatasets.ts';
import { leftoversAfter } from '../support/leftovers.ts';
import { type Project, project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const loads = (steps: readonly string[]) =>
  steps.filter((step) => /^filling|^building the indexes/.test(step));

suite('a kept dataset', ({ test, before }) => {
  let cache: string;
  let first: Awaited<ReturnType<typeof buildWithCache>>;
  const entry = () => join(cache, entriesIn(cache)[0]!);
  const taken = (changes = {}) => buildWithCache(cache, changes);
  before(async () => {
    cache = temporaryFolder();
    first = await buildWithCache(cache);
  });

  test('is made and kept by the first build', () => {
    assert.is(first.cached, false);
    assert.ok(loads(first.steps).length > 0);
    assert.is(entriesIn(cache).length, 1);
  });

  test('is taken by the second, which loads nothing and has the same rows', async () => {
    const second = await taken();
    assert.is(second.cached, true);
    assert.equal(loads(second.steps), []);
    assert.ok(
      second.steps.some((step) => step.startsWith('dataset from the cache')),
      second.steps.join('\n'),
    );
    assert.equal([second.key, second.digest, second.tables], [first.key, first.digest, first.tables]);
    assert.is(entriesIn(cache).length, 1);
  });

  test('goes on where its sequences were', () =>
    taken({
      use: async (query: (sql: string) => Promise<unknown[]>) => {
        assert.equal(await query(`select nextval('items_id_seq')::int as next`), [{ next: 2_001 }]);
      },
    }));

  test('stays as it is, whatever a run does to its server', async () => {
    const manifest = JSON.stringify(await readManifest(entry()));
    await taken({
      use: async (query: (sql: string) => Promise<unknown[]>) => {
        await query('create role left_over');
        await query('update items set owner = -1');
        await query('checkpoint');
      },
    });
    const next = await taken({
      use: async (query: (sql: string) => Promise<unknown[]>) => {
        assert.equal(await query(`select rolname from pg_roles where rolname = 'left_over'`), []);
      },
    });
    assert.is(next.cached, true);
    assert.is(next.digest, first.digest);
    assert.is(JSON.stringify(await readManifest(entry())), manifest);
  });

  test(
    'is another one for another seed, base, fixture, setting or number of rows',
    async () => {
      const others = [
        { request: { seed: 2 } },
        { schema: `${items} comment on table items is 'changed'` },
        { request: { fixtures: [{ path: 'x.sql', statements: ['insert into items values (-1, 1)'] }] } },
        { postgres: { settings: { default_statistics_target: '50' } } },
        { request: { rowsPerTable: 1_999 } },
      ];
      for (const changes of others) {
        const other = await taken(changes);
        assert.is(other.cached, false, JSON.stringify(changes));
      }
      assert.is(entriesIn(cache).length, 1 + others.length);
      assert.is((await taken()).cached, true);
    },
    { timeoutMs: 120_000 },
  );
});

const faults: Record<string, { spoil: (entry: string) => unknown; says: RegExp }> = {
  'a file that was cut': {
    spoil: (entry) => truncateSync(largest(entry), 8_192),
    says: /base\/\d+\/\d+ has 8192 bytes instead of \d+/,
  },
  'a file that was written to': {
    spoil: (entry) => {
      const file = largest(entry);
      const content = readFileSync(file);
      content[100] = content[100]! ^ 255;
      chmodSync(file, 0o600);
      writeFileSync(file, content);
      utimesSync(file, new Date(0), new Date(0));
    },
    says: /base\/\d+\/\d+ was changed/,
  },
  'a file that is missing': {
    spoil: (entry) => rmSync(largest(entry)),
    says: /base\/\d+\/\d+ is missing/,
  },
  'a control file of another time': {
    spoil: (entry) => {
      const file = join(entry, 'data/global/pg_control');
      const content = readFileSync(file);
      content[40] = content[40]! ^ 255;
      writeFileSync(file, content);
    },
    says: /global\/pg_control has changed/,
  },
  'a manifest that was cut': {
    spoil: (entry) => truncateSync(join(entry, 'manifest.json'), 200),
    says: /its manifest is cut or changed/,
  },
  'a manifest that is missing': {
    spoil: (entry) => rmSync(join(entry, 'manifest.json')),
    says: /its manifest is cut or changed/,
  },
  'files of another version': {
    spoil: async (entry) => {
      const manifest = (await readManifest(entry))!;
      await writeManifest(entry, { ...manifest, version: '17.9' });
    },
    says: /it is of PostgreSQL 17\.9, and the server is 18\.\d/,
  },
  'files that do not start': {
    spoil: async (entry) => {
      const manifest = (await readManifest(entry))!;
      const file = 'global/pg_filenode.map';
      writeFileSync(join(entry, 'data', file), Buffer.alloc(statSync(join(entry, 'data', file)).size));
      const { mtimeMs, size } = statSync(join(entry, 'data', file));
      manifest.files[file] = [size, Math.floor(mtimeMs / 1000)];
      await writeManifest(entry, manifest);
    },
    says: /the kept files do not start: FATAL: .*pg_filenode\.map/,
  },
};

suite('a kept dataset that is not whole', ({ test, before }) => {
  let cache: string;
  let digest: string;
  before(async () => {
    cache = temporaryFolder();
    ({ digest } = await buildWithCache(cache));
  });
  for (const [what, { spoil, says }] of Object.entries(faults)) {
    test(`with ${what} is made again, and said`, async () => {
      await spoil(join(cache, entriesIn(cache)[0]!));
      const built = await buildWithCache(cache);
      assert.is(built.cached, false);
      assert.match(built.steps.join('\n'), says);
      assert.match(built.steps.join('\n'), /is made again/);
      assert.is(built.digest, digest);
    });
  }
});

/** The largest file of the database that was kept. */
function largest(entry: string): string {
  const base = join(entry, 'data/base');
  const files = readdirSync(base, { recursive: true, encoding: 'utf8' })
    .map((name) => join(base, name))
    .filter((path) => /\/\d+$/.test(path) && statSync(path).isFile());
  return files.sort((a, b) => statSync(b).size - statSync(a).size)[0]!;
}

suite('a cache', ({ test, skip }) => {
  test('that is switched off keeps nothing', async () => {
    const first = await buildWithCache('off');
    assert.match(first.steps.join('\n'), /PGREHEARSE_CACHE switches it off/);
    assert.not.ok(existsSync('off'));
  });

  test('serves two runs at once that need the same dataset', async () => {
    const cache = temporaryFolder();
    const both = await Promise.all([buildWithCache(cache), buildWithCache(cache)]);
    assert.is(both[0].digest, both[1].digest);
    assert.equal(
      readdirSync(cache).filter((name) => name !== 'CACHEDIR.TAG'),
      entriesIn(cache),
    );
    assert.is(entriesIn(cache).length, 1);
    const two = await Promise.all([buildWithCache(cache), buildWithCache(cache)]);
    assert.equal(
      two.map(({ cached, digest }) => [cached, digest]),
      [
        [true, both[0].digest],
        [true, both[0].digest],
      ],
    );
  });

  test(
    'removes the least recently used dataset when it is full',
    async () => {
      const cache = temporaryFolder();
      process.env['PGREHEARSE_CACHE_SIZE'] = '250 MB';
      try {
        const seeds = [1, 2, 3];
        for (const seed of seeds.slice(0, 2)) await buildWithCache(cache, { request: { seed } });
        assert.is(entriesIn(cache).length, 2);
        // Used again, so that the second is the one to go.
        assert.is((await buildWithCache(cache)).cached, true);
        process.env['PGREHEARSE_CACHE_SIZE'] = '190 MB';
        const third = await buildWithCache(cache, { request: { seed: 3 } });
        assert.match(third.steps.join('\n'), /removing the dataset [0-9a-f]{32} from the cache/);
        assert.is((await buildWithCache(cache)).cached, true);
        assert.is((await buildWithCache(cache, { request: { seed: 2 } })).cached, false);
      } finally {
        delete process.env['PGREHEARSE_CACHE_SIZE'];
      }
    },
    { timeoutMs: 120_000 },
  );

  test('that is too small for a dataset keeps none, and says so', async () => {
    const cache = temporaryFolder();
    process.env['PGREHEARSE_CACHE_SIZE'] = '1 MB';
    try {
      const { steps } = await buildWithCache(cache);
      assert.match(steps.join('\n'), /the dataset is not kept: it has about .* the cache may have 1 MB/);
      assert.equal(entriesIn(cache), []);
    } finally {
      delete process.env['PGREHEARSE_CACHE_SIZE'];
    }
  });

  test('that cannot be written is done without, and said', async () => {
    const file = join(temporaryFolder({ file: '' }), 'file');
    const { cached, steps } = await buildWithCache(join(file, 'cache'));
    assert.is(cached, false);
    assert.match(steps.join('\n'), /no cache: ENOTDIR/);
  });

  const memory = '/dev/shm';
  const elsewhere = existsSync(memory) && statSync(memory).dev !== statSync('/tmp').dev;
  const copied = 'on another file system is copied from';
  if (elsewhere)
    test(copied, async () => {
      const cache = mkdtempSync(join(memory, 'pgrehearse-test-'));
      try {
        const first = await buildWithCache(cache);
        const second = await buildWithCache(cache);
        assert.match(second.steps.join('\n'), /dataset from the cache \(copy\)/);
        assert.equal([second.cached, second.digest], [true, first.digest]);
      } finally {
        rmSync(cache, { recursive: true });
      }
    });
  else skip(copied, 'there is one file system');
});

suite('a run that is killed while it keeps its dataset', ({ test }) => {
  test(
    'leaves no half of one: the next run makes it',
    async () => {
      const cache = temporaryFolder();
      const files = itemsScenario('items', byOwner, { '0002_more.sql': 'alter table items add more int;\n' });
      const runs = project(files, { PGREHEARSE_CACHE: cache });
      const killed = runs.start('run', '-v', '--server', 'embedded');
      await killed.until(/keeping the dataset/);
      killed.child.kill('SIGKILL');
      await killed.ended;
      assert.equal(entriesIn(cache), []);
      assert.equal(await leftoversAfter(runs, 10_000), []);

      const next = await runs.run('run', '-v', '--server', 'embedded');
      assert.is(next.code, 0, next.stderr);
      assert.is(runs.scenario('items').dataset!.cached, false);
      assert.is(entriesIn(cache).length, 1);
      assert.equal(
        readdirSync(cache).filter((name) => /^(making|leaving)-/.test(name)),
        [],
      );
      const third = await runs.run('run', '--server', 'embedded');
      assert.match(third.stderr, /1,000 rows in 1 table, from the cache/);
      assert.is(runs.scenario('items').dataset!.cached, true);
    },
    { timeoutMs: 120_000 },
  );
});

suite('the command cache', ({ test, before }) => {
  let cache: string;
  let runs: Project;
  before(async () => {
    cache = temporaryFolder();
    runs = project({}, { PGREHEARSE_CACHE: cache });
    await buildWithCache(cache);
    await buildWithCache(cache, { request: { seed: 2 } });
  });

  test('lists what is kept, the last used first, and where', async () => {
    const { code, stdout } = await runs.call('cache', 'list');
    assert.is(code, 0);
    const lines = stdout.trim().split('\n');
    assert.is(lines.length, 3);
    assert.match(
      lines[0]!,
      /^[0-9a-f]{32} {2}test: 2,000 rows, \d+(\.\d)? MB, PostgreSQL 18\.\d+, used 20\d\d-/,
    );
    assert.match(lines[2]!, new RegExp(`^2 datasets, .* in ${cache} \\(.* free on its disk\\)$`));
    const { entries, folder } = JSON.parse((await runs.call('cache', 'list', '--json')).stdout);
    assert.is(folder, cache);
    assert.equal(
      entries.map(({ scenario, rows }: { scenario: string; rows: number }) => [scenario, rows]),
      [
        ['test', 2_000],
        ['test', 2_000],
      ],
    );
  });
  test('removes one by the first digits of its key, and refuses what is none', async () => {
    const none = await runs.call('cache', 'clear', 'xyz');
    assert.is(none.code, 2);
    assert.match(none.stderr, /the cache has no dataset 'xyz'/);
    const [first, second] = entriesIn(cache);
    const one = await runs.call('cache', 'clear', first!.slice(0, 12));
    assert.match(one.stdout, /^removed 1 dataset, /);
    assert.equal(entriesIn(cache), [second]);
  });
  test('removes all, and what was left unfinished', async () => {
    mkdirSync(join(cache, 'leaving-0123456789'));
    assert.is((await runs.call('cache', 'clear')).code, 0);
    assert.equal(readdirSync(cache), ['CACHEDIR.TAG']);
    assert.match((await runs.call('cache', 'list')).stdout, /^0 datasets, 0 B of /);
  });
  test('says where the cache is off, or its size cannot be read', async () => {
    const off = await project({}, { PGREHEARSE_CACHE: '' }).call('cache', 'list');
    assert.is(off.code, 2);
    assert.match(off.stderr, /the cache is switched off/);
    const size = { PGREHEARSE_CACHE: cache, PGREHEARSE_CACHE_SIZE: 'much' };
    const wrong = await project({}, size).call('cache', 'list');
    assert.is(wrong.code, 2);
    assert.match(wrong.stderr, /PGREHEARSE_CACHE_SIZE: found 'much'/);
  });
});

suite('a base that only its result tells', ({ test }) => {
  const base = (note: string) => `${items} insert into items values (1, 7, '${note}');`;
  const build = (cache: string, note: string) =>
    buildWithCache(cache, {
      request: {
        rowsPerTable: null,
        prepareBase: async (client) => void (await client.query(base(note))),
        keep: { scenario: 'test', base: null },
      },
    });

  test('is looked at before a dataset is taken', async () => {
    const cache = temporaryFolder();
    const first = await build(cache, 'one');
    const second = await build(cache, 'one');
    assert.equal([second.cached, second.digest], [true, first.digest]);
    const changed = await build(cache, 'two');
    assert.is(changed.cached, false);
    assert.is.not(changed.digest, first.digest);
  });
});
