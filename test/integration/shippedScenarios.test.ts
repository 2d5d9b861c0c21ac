import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Result, ScenarioResult } from '../../src/findings/Result.ts';
import { type Outcome, type Project, project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const scenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const names = readdirSync(scenarios);

suite('the shipped scenarios, at a hundredth of their size', ({ test, before }) => {
  let anywhere: Project;
  let outcome: Outcome;
  before(async () => {
    // From another folder: nothing may depend on the working directory.
    anywhere = project({});
    const files = names.map((name) => join(scenarios, name));
    outcome = await anywhere.run('run', ...files, '--scale', '0.01', '--repeat', '1');
  });
  const scenario = (name: string) => anywhere.scenario(name);
  const judged = async (name: string): Promise<[number | null, ScenarioResult]> => {
    const { code } = await anywhere.call(
      'judge',
      `.pgrehearse/evidence/${name}.json`,
      '--no-accept',
      '--output',
      name,
      '-q',
    );
    return [code, (JSON.parse(anywhere.read(`${name}/result.json`)) as Result).scenarios[0]!];
  };
  const failing = ({ findings }: ScenarioResult) => [
    ...new Set(findings.filter(({ severity }) => severity === 'fail').map(({ rule }) => rule)),
  ];

  test('end with 0, none with an error', () => {
    assert.is(outcome.code, 0, outcome.stderr);
    assert.equal(
      anywhere.result().scenarios.map(({ name, error, verdict }) => [name, error, verdict]),
      names.map((name) => [name, null, 'pass']),
    );
  });

  test('users-email-unique shows duplicates that an empty schema cannot, and fails with 4 unless accepted', async () => {
    const [failed] = scenario('users-email-unique').migrations;
    assert.is(failed?.status, 'failed');
    assert.is(failed?.statements.find(({ error }) => error)?.error?.code, '23505');
    const [code, strict] = await judged('users-email-unique');
    assert.is(code, 4);
    assert.ok(failing(strict).includes('migration/failed'));
  });

  test('orders-lookup-plan shows an index that is lost, and fails with 1 unless accepted', async () => {
    const lookup = scenario('orders-lookup-plan').queries.find(({ name }) => name === 'orders-by-reference')!;
    assert.ok(lookup.after.buffers! > lookup.before.buffers! * 2);
    const [code, strict] = await judged('orders-lookup-plan');
    assert.is(code, 1);
    assert.ok(
      strict.findings.some(
        ({ rule, subject }) => rule === 'plan/index-lost' && subject.query === 'orders-by-reference',
      ),
    );
    assert.ok(failing(strict).includes('plan/buffers'));
  });

  test('users-full-name shows queries of the old code that fail, and fails with 1 unless accepted', async () => {
    const [code, strict] = await judged('users-full-name');
    assert.is(code, 1);
    assert.ok(failing(strict).includes('plan/query-fails'));
  });

  test('orders-region-not-null shows the rewrite under ACCESS EXCLUSIVE', () => {
    const seen = scenario('orders-region-not-null');
    assert.equal(seen.migrations[0]?.statements[0]?.rewrites, ['public.orders']);
    assert.ok(
      seen.migrations[0]?.holds.some(
        ({ relation, mode }) => relation === 'public.orders' && mode === 'AccessExclusiveLock',
      ),
    );
  });

  test('orders-region-not-null-safe rewrites nothing, and needs no acceptance', async () => {
    const seen = scenario('orders-region-not-null-safe');
    assert.equal(
      seen.migrations.flatMap(({ statements }) => statements.flatMap(({ rewrites }) => rewrites)),
      [],
    );
    assert.equal(
      await judged('orders-region-not-null-safe').then(([code, strict]) => [code, failing(strict)]),
      [0, []],
    );
  });
});
