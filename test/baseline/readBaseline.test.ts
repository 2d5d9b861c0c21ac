import { join } from 'node:path';
import { readBaseline } from '../../src/baseline/readBaseline.ts';
import { updateBaseline } from '../../src/baseline/updateBaseline.ts';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import { evidence, repeat, scenario } from '../fixtures/evidence/build.ts';
import { holding } from '../fixtures/evidence/migrations.ts';
import { judged } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

const run = evidence({ repeats: [repeat([holding(10, 20)])] });
const onAnotherHost: Evidence = { ...run, host: { ...run.host, class: 'darwin-arm64-8-embedded' } };
const atAnotherScale: Evidence = { ...run, scenario: scenario({ scale: 0.01 }) };
const onAnotherMajor: Evidence = { ...run, server: { ...run.server!, version: '15.18', major: 15 } };

/** A file that accepts these runs. */
async function written(...runs: Evidence[]): Promise<string> {
  const path = join(temporaryFolder(), 'baseline.json');
  for (const one of runs) await updateBaseline(path, judged(one), null);
  return path;
}

const withText = (text: string) => join(temporaryFolder({ 'baseline.json': text }), 'baseline.json');

suite('readBaseline', ({ test }) => {
  test('the entry of the same host class is preferred', async () => {
    const { baseline, notes } = await readBaseline(await written(onAnotherHost, run), run, false);
    assert.equal([baseline!.sameHost, baseline!.hostClass, notes], [true, run.host.class, []]);
  });
  test('of another host class times are not compared, and that is said', async () => {
    const { baseline, notes } = await readBaseline(await written(onAnotherHost), run, false);
    assert.is(baseline!.sameHost, false);
    assert.match(notes.join(), 'times are not compared: the baseline is from a host of class darwin-arm64-8');
  });
  test('a missing file is no baseline, and an error where it was named', async () => {
    const path = join(temporaryFolder(), 'baseline.json');
    assert.equal(await readBaseline(path, run, false), { baseline: null, notes: [] });
    const error = await thrown(() => readBaseline(path, run, true));
    assert.equal([error.code, error.exitCode], ['baseline/missing', 2]);
  });
  test('another scale is a note, and an error where the file was named', async () => {
    const path = await written(run);
    const { baseline, notes } = await readBaseline(path, atAnotherScale, false);
    assert.is(baseline, null);
    assert.match(
      notes.join(),
      /no baseline for scale 0\.01, PostgreSQL 18 in .* \(it has: scale 1, PostgreSQL 18\)/,
    );
    const error = await thrown(() => readBaseline(path, atAnotherScale, true));
    assert.is(error.code, 'baseline/scale');
    assert.match(wholeText(error), 'Expected scale 0.01, PostgreSQL 18; found scale 1, PostgreSQL 18.');
  });
  test('another major version is no baseline either', async () => {
    const path = await written(run);
    assert.is((await readBaseline(path, onAnotherMajor, false)).baseline, null);
    assert.is((await thrown(() => readBaseline(path, onAnotherMajor, true))).code, 'baseline/scale');
  });
  test('another scenario’s file is an error that names both', async () => {
    const path = await written({ ...run, scenario: scenario({ name: 'users' }) });
    const error = await thrown(() => readBaseline(path, run, true));
    assert.is(error.code, 'baseline/scenario');
    assert.match(wholeText(error), 'Expected orders, found users.');
  });
  test('a file that several runs share needs no entry for each', async () => {
    const path = await written({ ...run, scenario: scenario({ name: 'users' }) });
    const { baseline, notes } = await readBaseline(path, run, false);
    assert.equal([baseline, notes], [null, [`no baseline for orders in ${path}`]]);
  });
  test('a file that was cut is an error, named or not', async () => {
    for (const explicit of [true, false]) {
      const error = await thrown(() => readBaseline(withText('{"schemaVersion": 1,'), run, explicit));
      assert.is(error.code, 'baseline/cut');
      assert.match(wholeText(error), 'pgrehearse baseline update');
    }
  });
  test('a file of another version is an error that names both', async () => {
    const error = await thrown(() => readBaseline(withText('{"schemaVersion": 2}'), run, false));
    assert.is(error.code, 'baseline/version');
    assert.match(wholeText(error), 'Expected schemaVersion 1, found 2.');
  });
  test('a file that is not ours is an error', async () => {
    const error = await thrown(() => readBaseline(withText('{"scenarios": {}}'), run, false));
    assert.is(error.code, 'baseline/not-ours');
  });
});
