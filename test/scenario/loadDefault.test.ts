import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { defineScenario } from '../../src/index.ts';
import { bundleModule } from '../../src/scenario/loading/bundleModule.ts';
import { loadDefault } from '../../src/scenario/loading/loadDefault.ts';
import { runningCopy } from '../../src/scenario/loading/runningCopy.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown } from '../support/thrown.ts';

const load = (text: string, others: Record<string, string> = {}) => {
  const folder = temporaryFolder({ 'scenario.ts': text, ...others });
  return loadDefault(join(folder, 'scenario.ts'));
};

suite('an author’s file', ({ test }) => {
  test('imports the running pgrehearse, with no package.json anywhere', async () => {
    const loaded = await load(
      `import { defineScenario } from 'pgrehearse'; export default { defineScenario };`,
    );
    assert.is((loaded as { defineScenario: unknown }).defineScenario, defineScenario);
  });
  test('imports generators of the running copy, which share its pgrehearse', async () => {
    const generators = temporaryFolder({
      'shop.ts': `import { defineScenario } from 'pgrehearse'; export const orders: unknown = { defineScenario };`,
    });
    const folder = temporaryFolder({
      'scenario.ts': `import { orders } from 'pgrehearse/generators/shop'; export default orders;`,
    });
    const loaded = await loadDefault(join(folder, 'scenario.ts'), { copy: { ...runningCopy(), generators } });
    assert.is((loaded as { defineScenario: unknown }).defineScenario, defineScenario);
  });
  test('imports its own files, packages beside it, CommonJS and JSON', async () => {
    const loaded = await load(
      `import { twice } from './lib/twice.ts'; import { one } from 'one'; import data from './data.json';
      import old from './old.cjs'; import { basename } from 'node:path';
      export default [twice(one), data.three, old, basename('/a/b')];`,
      {
        'lib/twice.ts': 'export const twice = (n: number): number => 2 * n;',
        'data.json': '{"three": 3}',
        'old.cjs': `module.exports = require('node:path').sep`,
        'node_modules/one/package.json': '{"type": "module", "exports": {"import": "./esm.js"}}',
        'node_modules/one/esm.js': 'export const one = 1;',
      },
    );
    assert.equal(loaded, [2, 3, '/', 'b']);
  });
  test('knows its own place, as do the files that it imports', async () => {
    const folder = temporaryFolder({
      'scenario.ts': `#!/usr/bin/env node\nimport { there } from './lib/there.ts';
      export default [import.meta.url, import.meta.filename, there];`,
      'lib/there.ts': 'export const there: string = import.meta.dirname;',
    });
    const file = join(folder, 'scenario.ts');
    assert.equal(await loadDefault(file), [pathToFileURL(file).href, file, join(folder, 'lib')]);
  });
  test('runs in a worker thread that knows no TypeScript, with pgrehearse in its bundle', async () => {
    const folder = temporaryFolder({
      'scenario.ts': `import { defineScenario } from 'pgrehearse'; export default defineScenario({ name: 'there' } as never);`,
    });
    const { code } = await bundleModule(join(folder, 'scenario.ts'), { inlinePgrehearse: true });
    const text = `import { parentPort } from 'node:worker_threads';\nimport('./bundle.mjs').then((m) => parentPort.postMessage(m.default.name));`;
    const place = temporaryFolder({ 'bundle.mjs': code, 'worker.mjs': text });
    const worker = new Worker(join(place, 'worker.mjs'), { execArgv: [] });
    const message = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
    await worker.terminate();
    assert.is(message, 'there');
  });
  test('may be JavaScript', async () => {
    const folder = temporaryFolder({ 'scenario.mjs': 'export default 1;' });
    assert.is(await loadDefault(join(folder, 'scenario.mjs')), 1);
  });
  test('leaves nothing in the temporary directory', async () => {
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('pgrehearse-load-'));
    const before = left();
    await load('export default 1;');
    await thrown(() => load(`throw new Error('x');`));
    assert.equal(
      left().filter((name) => !before.includes(name) && existsSync(join(tmpdir(), name))),
      [],
    );
  });
});

suite('an author’s file that cannot be loaded', ({ test }) => {
  test('has a syntax error, shown with line, column and text', async () => {
    const error = await thrown(() => load('const é = 1;\nexport default { a: é b: 2 };\n'));
    assert.is(error.code, 'scenario/syntax');
    assert.is(error.exitCode, 2);
    assert.match(error.message, /scenario\.ts:2:23: Expected "}" but found "b"$/);
    assert.is(error.detail, 'export default { a: é b: 2 };');
    assert.match(error.source!, /scenario\.ts:2:23$/);
    assert.match(error.hint!, /Correct the line/);
  });
  test('throws, shown with the line of the author’s code and no stack', async () => {
    const error = await thrown(() =>
      load(`import { f } from './f.ts';\nexport default f({});`, {
        'f.ts': 'interface Unused { a: 1 }\n\nexport const f = (x: any) =>\n  x.y.z;\n',
      }),
    );
    assert.is(error.code, 'scenario/throws');
    assert.match(
      error.message,
      /f\.ts:4:\d+: TypeError: Cannot read properties of undefined \(reading 'z'\)$/,
    );
    assert.is(error.detail, 'x.y.z;');
    assert.not.match(error.message + error.detail, /node_modules|\bat /);
  });
  test('throws something that is no error', async () => {
    assert.match((await thrown(() => load(`throw 'so there';`))).message, /scenario\.ts: so there$/);
  });
  test('keeps the code and the hint of an error of ours, with the author’s line', async () => {
    const index = pathToFileURL(join(runningCopy().index, '../errors.ts')).href;
    const error = await thrown(() =>
      load(
        `import { PgrehearseError } from '${index}';\n\nthrow new PgrehearseError('data/rows', 'rows are few', { hint: 'Add some.' });`,
      ),
    );
    assert.is(error.code, 'data/rows');
    assert.match(error.message, /scenario\.ts:3:\d+: rows are few$/);
    assert.is(error.hint, 'Add some.');
  });
  test('imports a name that pgrehearse does not have', async () => {
    const error = await thrown(() =>
      load(`import { defineScenaro } from 'pgrehearse';\nexport default defineScenaro({});`),
    );
    assert.is(error.code, 'scenario/import');
    assert.match(error.message, /scenario\.ts:1: 'pgrehearse' has no export 'defineScenaro'/);
    assert.match(error.hint!, /Did you mean 'defineScenario'\?/);
  });
  test('imports a part that pgrehearse does not have', async () => {
    const error = await thrown(() => load(`import 'pgrehearse/generator/shop';\nexport default 1;`));
    assert.match(
      error.message,
      /'pgrehearse\/generator\/shop' is not part of pgrehearse, which offers pgrehearse/,
    );
  });
  test('imports a package that is not installed', async () => {
    const error = await thrown(() => load(`\nimport { x } from 'pgrehersal';\nexport default x;`));
    assert.is(error.code, 'scenario/import');
    assert.match(error.message, /scenario\.ts:2:19: the package 'pgrehersal' is not installed/);
  });
  test('imports a file that is not there', async () => {
    const error = await thrown(() => load(`import { x } from './gone.ts';\nexport default x;`));
    assert.match(error.message, /scenario\.ts:1:19: there is no file '.\/gone.ts'/);
  });
  test('has no default export', async () => {
    const error = await thrown(() => load('export const scenario = {}; export const b = 1;'));
    assert.is(error.code, 'scenario/no-default-export');
    assert.match(error.detail!, /Expected 'export default defineScenario.*found exports named b, scenario/);
  });
  test('is not there', async () => {
    const error = await thrown(() => loadDefault(join(temporaryFolder(), 'scenario.ts')));
    assert.is(error.code, 'scenario/missing');
    assert.match(error.message, /there is no file .*scenario\.ts/);
  });
});
