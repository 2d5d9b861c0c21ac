import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { columnDescriptions } from '../src/scenario/columns/columnDescriptions.ts';
import { initFiles } from '../src/scenario/initTemplates.ts';
import { loadScenario } from '../src/scenario/loadScenario.ts';
import { typesOfRunningCopy } from '../src/scenario/typesOfRunningCopy.ts';
import { assert, suite } from './support/suite.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

const run = promisify(execFile);
const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'src/README.md', 'docs/rules.md'];

/** The code of README.md in this language. */
function examples(language: string): string[] {
  const readme = readFileSync('README.md', 'utf8');
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    (match) => match[1]!,
  );
}

/** What the compiler complains of. */
async function typeCheck(folder: string): Promise<string> {
  const args = ['node_modules/typescript/bin/tsc', '--noEmit', '-p', folder];
  return run(process.execPath, args).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout || String(error),
  );
}

suite('documentation', ({ test }) => {
  test(
    'what is generated is what the program says',
    async () => {
      await run(process.execPath, ['--import', 'tsx', 'test/support/docs.ts', '--check']);
    },
    { timeoutMs: 240_000 },
  );

  test('the README’s scenario type-checks and loads, with its acceptance', async () => {
    const [scenario, ...others] = examples('ts');
    const fields = others.filter((text) => /^(?:accept|longTransactions): /.test(text)).join('');
    const text = scenario!.replace(/\}\);\n$/, `${fields.replace(/^/gm, '  ')}});\n`);
    assert.ok(text.includes("rule: 'migration/rewrite'"));
    const folder = temporaryFolder({
      'scenarios/orders-region/scenario.ts': text,
      'scenarios/orders-region/migrations/0041_orders.sql': 'CREATE TABLE orders (id bigint);',
      'scenarios/orders-region/migrations/0042_region.sql': 'ALTER TABLE orders ADD region text;',
    });
    const types = typesOfRunningCopy(folder);
    const tsconfig = initFiles({ migrations: null, hasTsconfig: false, types }).at(-1)!;
    temporaryFolder({ 'tsconfig.json': tsconfig.text }, folder);
    assert.is(await typeCheck(folder), '');
    const file = join(folder, 'scenarios/orders-region/scenario.ts');
    const loaded = await loadScenario(file, { configuration: null });
    assert.equal(
      [loaded.name, loaded.budgets.worst.stallMs, loaded.accept.length, loaded.longTransactions.length],
      ['orders-region', 1000, 1, 2],
    );
  });

  test('every column of the README type-checks', async () => {
    const names = Object.values(columnDescriptions).map(({ example }) => /\w+/.exec(example)![0]);
    const columns = Object.entries(columnDescriptions).map(([kind, { example }]) =>
      example.startsWith('...') ? example : `${kind}_column: ${example}`,
    );
    const text = `import { defineTable, optional, ${[...new Set(names)].join(', ')} } from 'pgrehearse';
const orders = defineTable('public.orders', { id: sequence() });
export const table = defineTable('public.t', { ${columns.join(',\n  ')} });
`;
    const folder = temporaryFolder({ 'columns.ts': text });
    const types = typesOfRunningCopy(folder);
    const tsconfig = initFiles({ migrations: null, hasTsconfig: false, types }).at(-1)!;
    temporaryFolder(
      { 'tsconfig.json': tsconfig.text.replace(/"include": \[[^\]]*\]/, '"include": ["*.ts"]') },
      folder,
    );
    assert.is(await typeCheck(folder), '');
  });

  test('every link to a file of ours leads somewhere', () => {
    for (const page of pages) {
      const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
        (match) => match[1]!,
      );
      const dead = links.filter((link) => !existsSync(join(dirname(page), link)));
      assert.equal(dead, [], page);
    }
  });

  test('the scripts that the pages name are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = pages.flatMap((page) => [
      ...readFileSync(page, 'utf8').matchAll(/\bnpm (?:run )?(start|test|check|docs|build)\b/g),
    ]);
    assert.ok(named.length > 5);
    assert.equal(
      named.map((match) => match[1]!).filter((name) => !(name in scripts)),
      [],
    );
  });
});
