import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { lessons } from '../fixtures/result/lessons.ts';
import { planChanges } from '../fixtures/result/planChanges.ts';
import { empty, quiet } from '../fixtures/result/quiet.ts';
import { assert, suite } from '../support/suite.ts';

const schema = JSON.parse(readFileSync(new URL('../../reports/result.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** Every path of an object in the result whose fields the contract names. */
const contract: Record<string, string> = {
  '': 'schemaVersion tool project commit startedAt finishedAt verdict server scenarios',
  tool: 'name version',
  server: 'version major source settings',
  'scenarios.0': 'name verdict error notObserved pending dataset migrations queries findings acceptances',
  'scenarios.0.dataset': 'key cached loadMs tables',
  'scenarios.0.dataset.tables.0': 'name rows bytes',
  'scenarios.0.migrations.0':
    'id file status durationMs walBytes transaction statements holds stalls projection rollback',
  'scenarios.0.migrations.0.durationMs': 'median low high samples',
  'scenarios.0.migrations.0.statements.0': 'index sql line durationMs rewrites scans locks error',
  'scenarios.0.migrations.0.statements.0.locks.0': 'relation mode',
  'scenarios.0.migrations.0.holds.0': 'relation mode statement lowMs highMs repeat blocks',
  'scenarios.0.migrations.0.stalls.0': 'source query relation waitedForMode blockedBy maxMs count exact',
  'scenarios.0.migrations.0.stalls.0.blockedBy': 'migration statement',
  'scenarios.0.migrations.0.projection': 'rows lowMs highMs multiplier',
  'scenarios.0.queries.0': 'name parameters before afterDeploy after change',
  'scenarios.0.queries.0.before': 'buffers cost rows latencyMs fingerprint plan error',
  'scenarios.0.queries.0.before.fingerprint': 'exact semantic access',
  'scenarios.0.findings.0':
    'id rule severity verdict subject cause location measured bound accepted title why remedy evidence',
  'scenarios.0.findings.0.location': 'file line',
  'scenarios.0.findings.0.measured': 'value unit',
  'scenarios.0.findings.1.bound': 'kind value unit',
  'scenarios.2.migrations.0.statements.0.error': 'code message detail hint',
  'scenarios.4.findings.2.accepted': 'reason by until',
  'scenarios.4.acceptances.0': 'rule subject reason matched',
  'scenarios.5.error': 'code message',
};

// biome-ignore lint/suspicious/noExplicitAny: walks any path of the result
function at(value: any, path: string): any {
  return path === '' ? value : path.split('.').reduce((object, key) => object[key], value);
}

suite('result.schema.json', ({ test }) => {
  test('describes what we write', () => {
    for (const result of [lessons, planChanges, quiet, empty])
      assert.ok(validate(result), JSON.stringify(validate.errors));
  });
  for (const [path, fields] of Object.entries(contract)) {
    test(`requires every field of the contract in ${path || 'the result'}`, () => {
      for (const field of fields.split(' ')) {
        const copy = structuredClone(lessons);
        delete at(copy, path)[field];
        assert.not.ok(validate(copy), `${path}.${field} may be missing`);
      }
    });
  }
  test('refuses words that the contract does not have', () => {
    for (const [path, field] of [
      ['', 'verdict'],
      ['server', 'source'],
      ['scenarios.0.migrations.0', 'status'],
      ['scenarios.0.migrations.0', 'transaction'],
      ['scenarios.0.migrations.0.holds.0', 'mode'],
      ['scenarios.0.queries.0', 'change'],
      ['scenarios.0.findings.0', 'severity'],
      ['scenarios.0.findings.0', 'verdict'],
      ['scenarios.0.findings.0.measured', 'unit'],
      ['scenarios.0.findings.1.bound', 'kind'],
    ] as const) {
      const copy = structuredClone(lessons);
      at(copy, path)[field] = 'perhaps';
      assert.not.ok(validate(copy), `${path}.${field}`);
    }
  });
  test('refuses what is told of a plan in other words', () => {
    const place = planChanges.scenarios[0]!.queries.findIndex(({ name }) => name === 'orders-of-customer');
    for (const [path, field] of [
      ['', 'declaredResult'],
      ['result', 'compared'],
      ['blame', 'capture'],
      ['blame', 'statement'],
      ['workload', 'calls'],
      ['reasons.0', 'kind'],
      ['forced.0', 'settings'],
      ['forced.0.plan.Plan', 'Node Type'],
    ] as const) {
      const copy = structuredClone(planChanges);
      at(at(copy, `scenarios.0.queries.${place}`), path)[field] =
        field === 'Node Type' ? undefined : 'perhaps';
      const whole = JSON.parse(JSON.stringify(copy));
      assert.not.ok(validate(whole), `${path}.${field}`);
    }
  });
  test('allows more fields', () => {
    const copy = { ...structuredClone(lessons), more: 1 };
    Object.assign(copy.scenarios[0]!.findings[0]!, { more: 1 });
    assert.ok(validate(copy));
  });
  test('refuses a rule id of another form', () => {
    const copy = structuredClone(lessons);
    copy.scenarios[0]!.findings[0]!.rule = 'Lock Hold' as never;
    assert.not.ok(validate(copy));
  });
});
