import { readdirSync, readFileSync } from 'node:fs';
import { importProblems, importsOf } from './support/importRules.ts';
import { assert, suite } from './support/suite.ts';

function sources(): Map<string, string> {
  const paths = ['src', 'generators', 'scenarios'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|js|mjs|cjs)$/.test(path))
      .map((path) => `${root}/${path.replaceAll('\\', '/')}`),
  );
  return new Map(paths.map((path) => [path, readFileSync(path, 'utf8')]));
}

/** What is said of these files: `path: source`. */
function problems(files: Record<string, string>): string[] {
  return importProblems(new Map(Object.entries(files)));
}

suite('import rules', ({ test }) => {
  test('the project keeps them', () => {
    const all = sources();
    assert.ok(all.size > 200, `${all.size} files`);
    assert.equal(importProblems(all), []);
  });

  test('every import that the project has is found', () => {
    const all = sources();
    const count = [...all].reduce((total, [path, source]) => total + importsOf(path, source).length, 0);
    const lines = [...all.values()].join('\n').match(/\bfrom '[^']+';$/gm)?.length ?? 0;
    assert.ok(lines > 500, `${lines} lines`);
    assert.ok(count >= lines * 0.97, `${count} imports in ${lines} lines`);
  });
});

suite('the checker of the import rules', ({ test }) => {
  test('finds a stage that imports one to its right', () => {
    assert.equal(problems({ 'src/dataset/a.ts': "import { b } from '../report/b.ts';\n" }), [
      'src/dataset/a.ts imports src/report/b.ts: report/ lies to the right of dataset/',
    ]);
  });
  test('finds it in an import over several lines, in a type, in a re-export and in import()', () => {
    const forms = [
      "import {\n  a,\n  b,\n} from '../cli/b.ts';",
      "import type { A } from '../cli/b.ts';",
      "export { a } from '../cli/b.ts';",
      "export * from '../cli/b.ts';",
      "import '../cli/b.ts';",
      "const b = await import('../cli/b.ts');",
    ];
    for (const source of forms) {
      assert.is(problems({ 'src/findings/a.ts': source }).length, 1, source);
    }
  });
  test('lets every stage import errors, units, what evidence is made of, and stages to its left', () => {
    const source = ['../errors.ts', '../units.ts', '../evidence/Evidence.ts', '../evidence/LockMode.ts']
      .map((path) => `import { a } from '${path}';`)
      .join('\n');
    assert.equal(problems({ 'src/scenario/a.ts': source }), []);
    assert.equal(problems({ 'src/cli/a.ts': "import { a } from '../scenario/a.ts';" }), []);
  });
  test('finds a stage left of the evidence that reads it', () => {
    assert.equal(problems({ 'src/server/a.ts': "import { r } from '../evidence/readEvidence.ts';" }), [
      'src/server/a.ts imports src/evidence/readEvidence.ts: evidence/ lies to the right of server/',
    ]);
  });
  test('finds pg, files, processes and sockets right of the seam', () => {
    for (const target of ['pg', 'node:fs', 'node:fs/promises', 'node:child_process', 'node:net', 'node:os']) {
      const source = `import { a } from '${target}';`;
      for (const stage of ['analysis', 'findings', 'report']) {
        assert.is(problems({ [`src/${stage}/a.ts`]: source }).length, 1, `${stage} ${target}`);
      }
    }
  });
  test('lets evidence and baseline touch files, and nothing else outside', () => {
    assert.equal(problems({ 'src/baseline/a.ts': "import { a } from 'node:fs/promises';" }), []);
    assert.equal(problems({ 'src/baseline/a.ts': "import { a } from 'pg';" }), [
      'src/baseline/a.ts imports pg: baseline/ is pure',
    ]);
  });
  test('finds a clock right of the seam, and leaves a date that is given', () => {
    for (const source of ['Date.now()', 'performance.now()', 'new Date()']) {
      assert.equal(problems({ 'src/report/a.ts': `export const a = ${source};` }), [
        'src/report/a.ts reads a clock: report/ is pure',
      ]);
    }
    assert.equal(problems({ 'src/report/a.ts': 'export const a = new Date(text);' }), []);
    assert.equal(problems({ 'src/rehearsal/a.ts': 'export const a = performance.now();' }), []);
  });
  test('finds what prints or exits outside of cli', () => {
    for (const source of ['process.stdout.write(a)', 'console.log(a)', 'process.exit(1)']) {
      assert.equal(problems({ 'src/server/a.ts': source }), [
        'src/server/a.ts prints or exits: only cli/ does',
      ]);
      assert.equal(problems({ 'src/cli/a.ts': source }), []);
    }
  });
  test('does not mind what a comment says', () => {
    const source = "/** As console.log does. */\n// import { a } from '../cli/a.ts';\nexport const a = 1;";
    assert.equal(problems({ 'src/analysis/a.ts': source }), []);
  });
  test('finds a cycle and names its files', () => {
    const files = {
      'src/scenario/a.ts': "import { b } from './b.ts';",
      'src/scenario/b.ts': "import { c } from './c.ts';",
      'src/scenario/c.ts': "import { a } from './a.ts';",
    };
    assert.equal(problems(files), [
      'cycle: src/scenario/a.ts → src/scenario/b.ts → src/scenario/c.ts → src/scenario/a.ts',
    ]);
  });
  test('calls it no cycle where one file needs only a type of the other', () => {
    const files = {
      'src/scenario/a.ts': "import { b } from './b.ts';",
      'src/scenario/b.ts': "import type { A } from './a.ts';",
    };
    assert.equal(problems(files), []);
  });
  test('finds a default export, but for those of scenarios', () => {
    assert.is(problems({ 'src/cli/a.ts': 'export default 1;' }).length, 1);
    assert.equal(problems({ 'scenarios/a/scenario.ts': 'export default 1;' }), []);
  });
  test('finds a folder of odds and ends', () => {
    assert.is(problems({ 'src/server/utils/a.ts': '' }).length, 1);
  });
  test('finds generators and scenarios that reach into the sources', () => {
    assert.is(problems({ 'generators/a.ts': "import { a } from '../src/scenario/a.ts';" }).length, 1);
    assert.is(problems({ 'scenarios/a/scenario.ts': "import { a } from '../../src/index.ts';" }).length, 1);
    assert.is(problems({ 'scenarios/a/scenario.ts': "import { a } from 'node:fs';" }).length, 1);
    const allowed = "import { a } from 'pgrehearse';\nimport { b } from '../../generators/shop.ts';";
    assert.equal(problems({ 'scenarios/a/scenario.ts': allowed }), []);
  });
  test('finds a file beside the stages that imports one of them', () => {
    assert.is(problems({ 'src/units.ts': "import { a } from './scenario/a.ts';" }).length, 1);
    assert.equal(problems({ 'src/index.ts': "export { a } from './scenario/a.ts';" }), []);
  });
});
