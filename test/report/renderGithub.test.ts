import { renderGithub } from '../../src/report/renderGithub.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { quiet } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

suite('GitHub annotations', ({ test }) => {
  test('a cause is one annotation at its line', () => {
    const line = renderGithub(lessons)
      .split('\n')
      .find((text) => text.includes('lock/hold'))!;
    assert.match(
      line,
      '::error file=scenarios/orders-region-not-null/migrations/0002_region_not_null.sql,line=4,title=orders-region-not-null%3A lock/hold::ACCESS EXCLUSIVE on public.orders is held for 4.01–4.14 s%0Astatement 1',
    );
  });
  test('of a changed plan it is at the statement to blame, and says since when and why', () => {
    const bare = structuredClone(planChanges);
    for (const finding of bare.scenarios[0]!.findings) finding.location = null;
    const line = renderGithub(bare)
      .split('\n')
      .find((text) => text.includes('plan/buffers'))!;
    assert.match(line, '::error file=db/migrations/0042_orders_slim.sql,line=7,');
    assert.match(line, 'Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.');
  });
  test('failing ones are errors, warnings warnings, accepted ones notices; observations are left out', () => {
    const commands = renderGithub(lessons)
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    assert.equal(commands, ['::error', '::error', '::error', '::error', '::warning', '::notice']);
    assert.is(renderGithub(quiet), '');
  });
  test('no text can begin a command of its own', () => {
    const lines = renderGithub(hostile).trim().split('\n');
    assert.is(lines.length, 3);
    for (const line of lines) {
      assert.match(line, /^::(error|notice) /);
      const properties = line.slice(0, line.indexOf('::', 2));
      assert.not.match(properties.replace(/^::\w+ /, ''), ':');
    }
  });
});
