import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byIndex, bySeqScan } from '../fixtures/result/plans.ts';
import { project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

suite('explain diff', ({ test }) => {
  const files = project({
    'before.json': JSON.stringify([byIndex]),
    'after.json': JSON.stringify([bySeqScan]),
    'text.txt': ' Seq Scan on a  (cost=0.00..1.01 rows=1 width=4)\n',
  });
  test('compares two files and ends with 0', async () => {
    const { code, stdout } = await files.call('explain', 'diff', 'before.json', 'after.json');
    assert.is(code, 0);
    assert.match(stdout, 'Seq Scan on public.orders o');
  });
  test('ends with 1 where they differ, if asked', async () => {
    const { code } = await files.call('explain', 'diff', 'before.json', 'after.json', '--exit-code');
    assert.is(code, 1);
    const same = await files.call('explain', 'diff', 'before.json', 'before.json', '--exit-code');
    assert.is(same.code, 0);
  });
  test('gives programs JSON and nothing else', async () => {
    const { code, stdout } = await files.call('explain', 'diff', 'before.json', 'after.json', '--json');
    assert.is(code, 0);
    const { differ, figures, culprits, nodes } = JSON.parse(stdout);
    assert.is(differ, true);
    assert.equal(figures.pages, { before: 11, after: 23_846 });
    assert.is(culprits[0].node.text, 'Seq Scan on public.orders o');
    assert.is(culprits[0].node.path, 'Plan.Plans[0].Plans[0]');
    assert.is(culprits[0].measure, 'pages');
    assert.equal(
      nodes.find(({ mark }: { mark: string }) => mark === 'changed').before.text,
      'Index Scan using orders_code_idx on public.orders o',
    );
  });
  test('reads what PowerShell wrote', async () => {
    writeFileSync(join(files.folder, 'windows.json'), `\uFEFF${JSON.stringify([byIndex])}`, 'utf16le');
    const { code, stdout } = await files.call('explain', 'diff', 'before.json', 'windows.json');
    assert.is(code, 0);
    assert.match(stdout, 'The plans are the same.');
  });
  test('colours nothing where that is switched off', async () => {
    const { stdout } = await files.call('explain', 'diff', 'before.json', 'after.json', '--no-color');
    assert.not.match(stdout, '\u001b');
  });
  test('says of a file that is none what was expected, and ends with 2', async () => {
    const { code, stderr } = await files.call('explain', 'diff', 'before.json', 'text.txt');
    assert.is(code, 2);
    assert.match(stderr, 'text.txt is no plan of PostgreSQL in JSON');
    assert.match(stderr, 'FORMAT JSON');
  });
  test('says of a file that is not there where it looked', async () => {
    const { code, stderr } = await files.call('explain', 'diff', 'before.json', 'nowhere.json');
    assert.is(code, 2);
    assert.match(stderr, 'cannot read nowhere.json');
  });
});
