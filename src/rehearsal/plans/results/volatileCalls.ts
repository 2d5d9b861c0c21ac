import type { Client } from 'pg';
import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';
import type { ParsedStatement } from '../../../scenario/parseSql.ts';
import { lastName } from '../syntax/parseNodes.ts';
import { walkStatement } from '../syntax/walkStatement.ts';

/** The names of functions that a query calls and that are volatile (pg_proc.provolatile): by its text, and by its plan, which has views in full. */
export async function volatileCalls(
  client: Client,
  { kind, node }: Pick<ParsedStatement, 'kind' | 'node'>,
  plan: ExplainPlan | null,
): Promise<Set<string>> {
  const names = new Set(plan ? namesInPlan(plan.Plan) : []);
  walkStatement(kind, node, new Map(), (at, inner) => {
    if (at === 'FuncCall') names.add(lastName(inner['funcname']));
  });
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT proname::text AS name FROM pg_catalog.pg_proc
      WHERE proname = ANY ($1) AND provolatile = 'v' AND pg_catalog.pg_function_is_visible(oid)`,
    [[...names]],
  );
  return new Set(rows.map(({ name }) => name));
}

function namesInPlan(node: PlanNode): string[] {
  const own = Object.entries(node)
    .filter(([field]) => /(Cond|Filter|Key|By|Output|Call)$/.test(field))
    .flatMap(([, value]) => [...String(value).matchAll(/([a-z_][a-z0-9_$]*)\(/g)].map((match) => match[1]!));
  return [...own, ...(node.Plans ?? []).flatMap(namesInPlan)];
}
