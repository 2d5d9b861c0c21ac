import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvidence } from '../../src/evidence/readEvidence.ts';
import { writeEvidence } from '../../src/evidence/writeEvidence.ts';
import { evidence, repeat } from '../fixtures/evidence/build.ts';
import { holding } from '../fixtures/evidence/migrations.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

const whole = evidence({ repeats: [repeat([holding(10, 20)])] });

/** The error of reading a file with this text. */
async function reading(text: string): Promise<{ code: string; text: string }> {
  const folder = temporaryFolder({ 'orders.json': text });
  const error = await thrown(() => readEvidence(join(folder, 'orders.json')));
  assert.is(error.exitCode, 2);
  assert.match(wholeText(error), 'Run the scenario again');
  return { code: error.code, text: wholeText(error) };
}

suite('evidence on disk', ({ test }) => {
  test('what is written is read back', async () => {
    const path = await writeEvidence(temporaryFolder(), whole);
    assert.equal(await readEvidence(path), whole);
  });
  test('it lies under evidence/, named after the scenario, with nothing beside it', async () => {
    const folder = temporaryFolder();
    const path = await writeEvidence(folder, whole);
    assert.is(path, join(folder, 'evidence', 'orders.json'));
    assert.equal(readdirSync(join(folder, 'evidence')), ['orders.json']);
  });
  test('a second run takes the place of the first', async () => {
    const folder = temporaryFolder();
    await writeEvidence(folder, whole);
    const path = await writeEvidence(folder, { ...whole, project: 'another' });
    assert.is((await readEvidence(path)).project, 'another');
  });
  test('a file that was cut says so, at any length', async () => {
    const path = await writeEvidence(temporaryFolder(), whole);
    const text = readFileSync(path, 'utf8').trimEnd();
    for (const length of [0, 1, text.length >> 1, text.length - 1]) {
      writeFileSync(path, text.slice(0, length));
      const error = await thrown(() => readEvidence(path));
      assert.is(error.code, 'evidence/cut');
      assert.match(error.message, path);
      assert.match(error.detail!, `${length} characters`);
    }
  });
  test('another version names both', async () => {
    const { code, text } = await reading(JSON.stringify({ ...whole, schemaVersion: 99 }));
    assert.is(code, 'evidence/version');
    assert.match(text, 'Expected schemaVersion 1, found 99.');
  });
  test('what is not ours is told by its missing fields', async () => {
    const { code, text } = await reading('{"name": "left-pad", "repeats": []}');
    assert.is(code, 'evidence/not-ours');
    assert.match(text, 'no field schemaVersion, scenario, relations, queries, pending');
  });
  test('a list, a number and null are not ours', async () => {
    for (const text of ['[]', '7', 'null']) assert.is((await reading(text)).code, 'evidence/not-ours');
  });
  test('a missing file is named', async () => {
    const error = await thrown(() => readEvidence(join(temporaryFolder(), 'gone.json')));
    assert.is(error.code, 'evidence/missing');
    assert.match(error.message, 'gone.json');
  });
});
