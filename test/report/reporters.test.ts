import { reporters } from '../../src/report/reporters.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { reportAssets } from '../support/reportAssets.ts';
import { assert, suite } from '../support/suite.ts';

suite('reporters', ({ test }) => {
  test('each renders whatever the result holds, and ends with a line feed', () => {
    for (const { render } of Object.values(reporters)) {
      for (const result of [lessons, hostile]) assert.ok(render(result, reportAssets()).endsWith('\n'));
    }
  });
  test('json is the result itself', () => {
    assert.equal(JSON.parse(reporters.json.render(lessons)), lessons);
  });
  test('each but GitHub’s annotations has a file of its own', () => {
    const files = Object.values(reporters).map(({ defaultFile }) => defaultFile);
    assert.is(reporters.github.defaultFile, null);
    assert.is(new Set(files).size, files.length);
  });
});
