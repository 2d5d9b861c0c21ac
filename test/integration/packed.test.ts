import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Result } from '../../src/findings/Result.ts';
import { type Outcome, startProgram } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The package as users install it; or why it cannot be had here. */
function install(folder: string): string | null {
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [packed] = JSON.parse(
    npm('pack', root, '--json', '--pack-destination', folder).replace(/^[^[{]*/, ''),
  ) as { filename: string }[];
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  try {
    npm('install', '--no-audit', '--no-fund', '--prefer-offline', `./${packed!.filename}`);
    return null;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(stderr))
      return 'npm install reaches no registry';
    throw new Error(`npm install failed: ${stderr}`);
  }
}

const folder = temporaryFolder();
const unavailable = install(folder);

suite('the packed tool', ({ test, skip, before }) => {
  if (unavailable) {
    skip('it runs by path from a folder without a package.json', unavailable);
    return;
  }
  const bin = join(folder, 'node_modules/.bin/pgrehearse');
  const work = temporaryFolder();
  const run = (...args: string[]): Promise<Outcome> => startProgram(bin, args, work).ended;
  let initiated: Outcome;
  before(async () => {
    initiated = await run('init');
  });

  test('holds what it needs, and no tests', () => {
    const inside = (path: string) => existsSync(join(folder, 'node_modules/pgrehearse', path));
    for (const path of [
      'dist/src/cli/bin.js',
      'dist/src/index.d.ts',
      'dist/generators/shop.d.ts',
      'reports/report.hbs',
      'reports/result.schema.json',
      'LICENSE',
      'README.md',
    ])
      assert.ok(inside(path), path);
    for (const path of ['test', 'dist/test', '.ci', 'tsconfig.json']) assert.not.ok(inside(path), path);
  });

  test(
    'init writes a scenario where there is no package.json, and run rehearses it',
    async () => {
      assert.is(initiated.code, 0, initiated.stderr);
      const { code, stdout, stderr } = await run('run', '--scale', '0.01', '--repeat', '1');
      assert.is(code, 0, stderr);
      assert.match(stdout, /report: \.pgrehearse\/report\.html/);
      assert.not.ok(existsSync(join(work, 'package.json')));
    },
    { timeoutMs: 120_000 },
  );

  test(
    'a scenario that imports pgrehearse and pgrehearse/generators/shop runs',
    async () => {
      temporaryFolder(
        {
          'scenarios/shop/scenario.ts': `import { defineScenario } from 'pgrehearse';
import { customers, orders } from 'pgrehearse/generators/shop';

export default defineScenario({
  name: 'shop',
  migrations: { directory: './migrations', pending: { from: '0002' } },
  data: [customers.rows(200), orders.rows(2_000)],
  queries: { 'order-by-id': { sql: 'SELECT status FROM orders WHERE id = $1', parameters: { first: [1] } } },
  traffic: [{ query: 'order-by-id', perSecond: 10 }],
});
`,
          'scenarios/shop/migrations/0002_note.sql': 'ALTER TABLE orders ADD COLUMN remark text;\n',
        },
        work,
      );
      execFileSync('cp', [
        join(root, 'scenarios/orders-region-not-null/migrations/0001_shop.sql'),
        join(work, 'scenarios/shop/migrations/'),
      ]);
      const { code, stdout, stderr } = await run('run', 'shop', '--json');
      assert.is(code, 0, stderr);
      assert.equal(
        (JSON.parse(stdout) as Result).scenarios.map(({ name, verdict }) => [name, verdict]),
        [['shop', 'pass']],
      );
    },
    { timeoutMs: 120_000 },
  );

  test(
    'its worker threads import a scenario’s functions again',
    async () => {
      temporaryFolder(
        {
          'scenarios/threads/scenario.mjs': `import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { defineScenario, defineTable, derived, sequence } from 'pgrehearse';

const label = (n) => {
  if (n === 20_000 && !isMainThread) writeFileSync('made-by-a-worker', '');
  return 'order ' + n;
};

export default defineScenario({
  name: 'threads',
  migrations: { directory: './migrations' },
  data: [defineTable('public.t', { id: sequence(), label: derived((_row, n) => label(n)) }).rows(60_000)],
});
`,
          'scenarios/threads/migrations/0001_t.sql': 'CREATE TABLE t (id int, label text);\n',
          'scenarios/threads/migrations/0002_u.sql': 'CREATE TABLE u (id int);\n',
        },
        work,
      );
      const env = { PGREHEARSE_WORKERS: '2', PGREHEARSE_CACHE: 'off' };
      const { code, stderr } = await startProgram(bin, ['run', 'threads', '--repeat', '1'], work, env).ended;
      assert.is(code, 0, stderr);
      assert.ok(existsSync(join(work, 'made-by-a-worker')));
    },
    { timeoutMs: 120_000 },
  );

  test('these scenarios type-check with what init wrote', () => {
    try {
      execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', '.'], {
        cwd: work,
        encoding: 'utf8',
      });
    } catch (error) {
      throw new Error((error as { stdout: string }).stdout);
    }
  });

  test('a mistake in a scenario is a type error', () => {
    temporaryFolder(
      {
        'scenarios/wrong/scenario.ts': `import { defineScenario } from 'pgrehearse';
export default defineScenario({ name: 'wrong', migrations: { directory: './m' }, budgets: { stall: '3 fortnights' } });
`,
      },
      work,
    );
    let output = '';
    try {
      execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', '.'], {
        cwd: work,
        encoding: 'utf8',
      });
    } catch (error) {
      output = (error as { stdout: string }).stdout;
    }
    rmSync(join(work, 'scenarios/wrong'), { recursive: true });
    assert.match(output, /wrong\/scenario\.ts.*fortnights/s);
  });

  test('judge and report need nothing else', async () => {
    assert.is((await run('judge', '.pgrehearse/evidence/shop.json', '--output', 'again')).code, 0);
    assert.is((await run('report', 'again/result.json', '--reporter', 'sarif=x.sarif')).code, 0);
    assert.ok(existsSync(join(work, 'x.sarif')));
  });
});
