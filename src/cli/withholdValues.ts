import { withoutValues } from '../dataset/source/withoutValues.ts';
import type { Evidence } from '../evidence/Evidence.ts';
import type { ExplainPlan, PlanNode } from '../evidence/ExplainPlan.ts';
import type { StatementError } from '../evidence/MigrationEvidence.ts';

/**
 * Takes out of evidence what may hold a value of a row that we did not generate: what the server says of rows in its
 * errors, what migrations say themselves, and the constants in what met a deadlock and in the conditions of plans.
 */
export function withholdValues({ repeats, queries }: Evidence): void {
  for (const { migrations, traffic, command, deadlocks = [] } of repeats) {
    for (const program of [command, command?.down])
      if (program) program.output = '(left out: it may quote rows)';
    for (const { statements, retried = [], rollback } of migrations) {
      withholdError(rollback?.error ?? null);
      for (const statement of [...statements, ...retried.flatMap((attempt) => attempt.statements)]) {
        withholdError(statement.error);
        for (const { error } of statement.attempts ?? []) withholdError(error);
        statement.notices = statement.notices.filter(({ message }) => serversOwn.test(message));
      }
    }
    for (const party of deadlocks.flatMap(({ parties }) => parties)) party.sql = withoutConstants(party.sql);
    for (const error of traffic.flatMap(({ errors }) => errors)) error.message = withoutValues(error.message);
  }
  for (const query of queries) {
    const captures = [query.before, query.afterDeploy, query.after];
    for (const { error } of captures) withholdError(error);
    const plans = [
      ...captures.flatMap(({ serial, shape, generic }) => [serial, shape, generic]),
      ...(query.forced ?? []).map(({ plan }) => plan),
      ...(query.fragility ?? []).flatMap((tried) => tried.plans.map(({ plan }) => plan)),
    ];
    for (const plan of plans) if (plan) withholdPlan(plan);
  }
}

/** What the server says of its work on whole tables, at DEBUG1. */
const serversOwn =
  /^(rewriting|verifying|validating|building|existing constraints|partition constraint|updated partition constraint)\b/;

function withholdError(error: StatementError | null): void {
  if (error === null) return;
  error.message = withoutValues(error.message);
  error.detail = null;
  error.hint = null;
}

function withholdPlan({ Plan }: ExplainPlan): void {
  const visit = (node: PlanNode) => {
    for (const [key, value] of Object.entries(node)) {
      if (!/(Cond|Filter|Key|By|Output|Call)$/.test(key)) continue;
      const fields = node as unknown as Record<string, unknown>;
      if (typeof value === 'string') fields[key] = withoutConstants(value);
      else if (Array.isArray(value))
        fields[key] = value.map((each) => (typeof each === 'string' ? withoutConstants(each) : each));
    }
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(Plan);
}

/** An expression as EXPLAIN prints it; names and casts stay. */
function withoutConstants(expression: string): string {
  return expression.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w.$])-?\d+(?:\.\d+)?(?!\w)/g, (part) =>
    part.startsWith('"') ? part : part.startsWith("'") ? "'…'" : '…',
  );
}
