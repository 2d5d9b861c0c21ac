import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appendNight } from '../../src/baseline/appendNight.ts';
import { evidence, repeat } from '../fixtures/evidence/build.ts';
import { failed, holding } from '../fixtures/evidence/migrations.ts';
import { judged } from '../support/judged.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

suite('appendNight', ({ test }) => {
  test('every run adds a line with its verdict to its scenario’s nights', async () => {
    const folder = join(temporaryFolder(), 'history');
    for (const migration of [holding(10, 20), failed]) {
      await appendNight(folder, judged(evidence({ repeats: [repeat([migration])] })));
    }
    const lines = readFileSync(join(folder, 'orders.jsonl'), 'utf8').trimEnd().split('\n');
    const nights = lines.map((line) => JSON.parse(line) as { verdict: string; dataset: string });
    assert.equal(
      nights.map(({ verdict, dataset }) => [verdict, dataset]),
      [
        ['pass', 'abc'],
        ['fail', 'abc'],
      ],
    );
  });
});
