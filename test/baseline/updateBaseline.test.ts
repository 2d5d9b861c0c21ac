import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBaseline, readBaselineFile } from '../../src/baseline/readBaseline.ts';
import { updateBaseline } from '../../src/baseline/updateBaseline.ts';
import { evidence, repeat, scenario } from '../fixtures/evidence/build.ts';
import { holding, working } from '../fixtures/evidence/migrations.ts';
import { judged } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

const run = (scale = 1, low = 10) =>
  evidence({ repeats: [repeat([holding(low, low + 5)])], scenario: scenario({ scale }) });

const newPath = () => join(temporaryFolder(), 'baseline.json');

suite('updateBaseline', ({ test }) => {
  test('what is written is found again by the same run', async () => {
    const path = newPath();
    const night = evidence({ repeats: [repeat([working(10, 'rewriting', { walBytes: 7 })])] });
    await updateBaseline(path, judged(night), 'release 1.42');
    const { baseline, notes } = await readBaseline(path, night, false);
    assert.equal(notes, []);
    assert.equal(
      [
        baseline!.sameHost,
        baseline!.reason,
        baseline!.migrations[0]!.rewrites,
        baseline!.migrations[0]!.walBytes,
      ],
      [true, 'release 1.42', ['public.orders'], 7],
    );
  });
  test('it replaces the entry of the same scale, version and host class', async () => {
    const path = newPath();
    await updateBaseline(path, judged(run(1, 10)), null);
    await updateBaseline(path, judged(run(1, 400)), 'slower, on purpose');
    const entries = (await readBaselineFile(path)).scenarios['orders']!;
    assert.equal(
      entries.map(({ reason, migrations }) => [reason, migrations[0]!.holds[0]!.highMs]),
      [['slower, on purpose', 405]],
    );
  });
  test('it keeps other scales, versions, host classes and scenarios', async () => {
    const path = newPath();
    const all = [
      run(1),
      run(0.01),
      { ...run(1), server: { ...run().server!, major: 15 } },
      { ...run(1), host: { ...run().host, class: 'darwin-arm64-8-embedded' } },
      { ...run(1), scenario: scenario({ name: 'users' }) },
    ];
    for (const one of all) await updateBaseline(path, judged(one), null);
    const { scenarios } = await readBaselineFile(path);
    assert.equal([scenarios['orders']!.length, scenarios['users']!.length], [4, 1]);
  });
  test('a result that is not whole is refused, and the file stays as it was', async () => {
    const path = newPath();
    await updateBaseline(path, judged(run()), null);
    const before = readFileSync(path, 'utf8');
    const cut = { ...run(), notObserved: ['the rollback: out of time'] };
    const error = await thrown(() => updateBaseline(path, judged(cut), null));
    assert.equal([error.code, error.exitCode], ['baseline/unfinished', 2]);
    assert.match(wholeText(error), 'the rollback: out of time');
    assert.is(readFileSync(path, 'utf8'), before);
  });
  test('a result with an error is refused', async () => {
    const lost = {
      code: 'server/connection-lost',
      message: 'the server went away',
      detail: null,
      hint: null,
    };
    const error = await thrown(() => updateBaseline(newPath(), judged({ ...run(), error: lost }), null));
    assert.equal([error.code, error.detail], ['baseline/unfinished', 'the server went away']);
  });
  test('a file that was cut is not written over', async () => {
    const folder = temporaryFolder({ 'baseline.json': '{"schemaVersion": 1, "scen' });
    const error = await thrown(() => updateBaseline(join(folder, 'baseline.json'), judged(run()), null));
    assert.is(error.code, 'baseline/cut');
    assert.equal(readdirSync(folder), ['baseline.json']);
  });
  test('it is made with its folder, and ends with a line break', async () => {
    const path = join(temporaryFolder(), 'scenarios', 'orders', 'baseline.json');
    await updateBaseline(path, judged(run()), null);
    assert.match(readFileSync(path, 'utf8'), /^\{\n.*\}\n$/s);
  });
});
