import { withholdValues } from '../../src/cli/withholdValues.ts';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { ExplainPlan } from '../../src/evidence/ExplainPlan.ts';
import { evidence, repeat } from '../fixtures/evidence/build.ts';
import { working } from '../fixtures/evidence/migrations.ts';
import { assert, suite } from '../support/suite.ts';

const marked = 'mark 4711';
const error = (code: string, message: string) => ({ code, message, detail: marked, hint: marked });

function planted(): Evidence {
  const migration = working(10, 'rewriting');
  const [statement] = migration.statements;
  statement!.error = error('22P02', `invalid input syntax for type integer: "${marked}"`);
  statement!.notices.push({ severity: 'NOTICE', message: marked }, { severity: 'DEBUG', message: marked });
  const plan = {
    Plan: {
      'Node Type': 'Seq Scan',
      'Relation Name': 'users',
      Filter: `((users.email)::text = '${marked}'::text) AND (n_2 > 4711) AND (x < -1.5)`,
      'Sort Key': [`(name = '${marked}')`],
      Plans: [{ 'Node Type': 'Index Scan', 'Index Cond': '("4711 items" = 4711)' }],
    },
  } as unknown as ExplainPlan;
  const capture = () => ({
    serial: structuredClone(plan),
    shape: structuredClone(plan),
    generic: structuredClone(plan),
    latencies: [],
    error: error('P0001', marked),
  });
  // What an earlier attempt said is as private as what the last one did.
  const earlier = { ...structuredClone(statement!), sql: 'select' };
  statement!.attempts = [{ sentMs: 0, acknowledgedMs: 1, pauseMs: 1, error: error('55P03', marked) }];
  migration.retried = [{ statements: [earlier], ends: [], pauseMs: 1 }];
  return evidence({
    repeats: [repeat([migration])],
    queries: [
      {
        name: 'q',
        sql: 'select',
        parameters: 'one',
        before: capture(),
        afterDeploy: capture(),
        after: capture(),
        forced: [{ settings: { enable_seqscan: 'off' }, plan: structuredClone(plan) }],
        fragility: [{ when: 'after', analyzes: 20, plans: [{ plan: structuredClone(plan), count: 20 }] }],
      },
    ],
  });
}

suite('values that we did not generate', ({ test }) => {
  const seen = planted();
  withholdValues(seen);

  test('are in no error, notice or plan', () => {
    assert.not.match(JSON.stringify(seen), /mark 4711/);
  });
  test('are taken out of conditions, whose names and casts stay', () => {
    const { serial } = seen.queries[0]!.after;
    assert.is(serial!.Plan['Filter'], "((users.email)::text = '…'::text) AND (n_2 > …) AND (x < …)");
    assert.is(serial!.Plan.Plans![0]!['Index Cond'], '("4711 items" = …)');
  });
  test('leave what happened: the code, the kind of error, the work on whole tables', () => {
    const { error: left, notices } = seen.repeats[0]!.migrations[0]!.statements[0]!;
    assert.equal([left!.code, left!.message], ['22P02', 'invalid input syntax for type integer: …']);
    assert.equal(notices, [{ severity: notices[0]!.severity, message: 'rewriting table "orders"' }]);
  });
});
