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
