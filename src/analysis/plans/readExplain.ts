import { messageOf, PgrehearseError } from '../../errors.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { foreignPlan, foreignText } from './foreignPlan.ts';
import { jsonIn } from './jsonIn.ts';
import { plansIn } from './plansIn.ts';

const hint =
  'Write it with EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), in psql with \\pset format unaligned and \\o file.json.';
/** Deeper than any planner's; what is nested without end would exhaust the stack of whoever reads it. */
const deepest = 1_000;

/**
 * The plan in what EXPLAIN (FORMAT JSON) or auto_explain gave, as psql prints it, or as a client or a log wraps it. All
 * fields are kept, those that nobody knows, too; a Query Identifier that no number in JavaScript holds is a text.
 * @param source the file's name, for messages
 * @throws PgrehearseError `usage/explain` where it is none, is cut short, is of another product, or holds several
 */
export function readExplain(text: string, source: string): ExplainPlan {
  const values = parsed(text, source);
  const plans = values.flatMap(plansIn);
  if (plans.length > 1)
    throw new PgrehearseError('usage/explain', `${source} holds ${plans.length} plans, expected one`, {
      source,
      hint: 'A function or a rule may run several statements: keep the one that is to be compared.',
    });
  const [plan] = plans;
  if (!plan) throw noPlan(source, values.length === 0 ? foreignText(text) : foreignPlan(values[0]));
  const other = plan.Plan['Node Id'] !== undefined && plan.Plan['Parallel Aware'] === undefined;
  if (other) throw noPlan(source, 'a plan of ClickHouse');
  checkNodes(plan, source);
  return plan;
}

function parsed(text: string, source: string): unknown[] {
  try {
    return jsonIn(text);
  } catch (error) {
    throw new PgrehearseError('usage/explain', `${source} is not whole: it is no valid JSON`, {
      detail: `${messageOf(error)}.`,
      source,
      hint,
    });
  }
}

/** Whether all beneath it are nodes. */
function checkNodes({ Plan }: ExplainPlan, source: string): void {
  const waiting: { node: unknown; path: string; depth: number }[] = [{ node: Plan, path: 'Plan', depth: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, path, depth } = next;
    const fault = depth > deepest ? `is nested over ${deepest} deep` : faultOf(node);
    if (fault)
      throw new PgrehearseError('usage/explain', `${source} is no whole plan of PostgreSQL`, {
        detail: `${depth > 10 ? 'A node far below Plan' : path} ${fault}.`,
        source,
        hint,
      });
    const { Plans = [] } = node as { Plans?: unknown[] };
    for (const [i, child] of Plans.entries())
      waiting.push({ node: child, path: `${path}.Plans[${i}]`, depth: depth + 1 });
  }
}

function faultOf(node: unknown): string | null {
  if (typeof node !== 'object' || node === null) return 'is no node';
  const { 'Node Type': type, Plans: plans = [] } = node as Record<string, unknown>;
  if (typeof type !== 'string') return 'has no Node Type';
  return Array.isArray(plans) ? null : 'has Plans that are no list';
}

function noPlan(source: string, found: string): PgrehearseError {
  return new PgrehearseError('usage/explain', `${source} is no plan of PostgreSQL in JSON`, {
    detail: `Expected an object with Plan and its Node Type; found ${found}.`,
    source,
    hint,
  });
}
