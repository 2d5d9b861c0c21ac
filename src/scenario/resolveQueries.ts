import type { CheckedScenario } from './checking/scenarioSchema.ts';
import { defaultQueryMs } from './defaults.ts';
import { parseSql } from './parseSql.ts';
import type { ResolvedScenario, ResolvedSet, ResolvedTraffic } from './ResolvedScenario.ts';
import { statementWrites } from './statementWrites.ts';

type TrafficItem = NonNullable<CheckedScenario['traffic']>[number];
type Sets = ResolvedScenario['queries'][number]['parameters'];

/** Key queries and traffic as lists; a query without parameters has the one set `none`. */
export async function resolveQueries({
  queries = {},
  traffic = [],
}: Pick<CheckedScenario, 'queries' | 'traffic'>): Promise<Pick<ResolvedScenario, 'queries' | 'traffic'>> {
  return {
    queries: await Promise.all(
      Object.entries(queries).map(async ([name, { sql, parameters }]) => ({
        name,
        sql,
        readonly: !(await parseSql(sql)).statements.some(statementWrites),
        parameters: sets(parameters),
        file: null,
        role: null,
        settings: {},
        timeLimitMs: defaultQueryMs,
        result: null,
        workload: null,
      })),
    ),
    traffic: traffic.map((item) => {
      const named = item.query === undefined ? undefined : queries[item.query];
      const steps = stepsOf(item, named);
      return {
        name:
          item.name ?? item.query ?? oneLine(steps.map((step) => ('sql' in step ? step.sql : '')).join('; ')),
        steps,
        transaction: item.transaction !== undefined,
        parameters: sets(item.parameters ?? named?.parameters),
        perSecond: item.perSecond,
        role: item.role ?? null,
        settings: Object.fromEntries(
          Object.entries(item.settings ?? {}).map(([setting, value]) => [setting, String(value)]),
        ),
        pool: item.pool ?? null,
        connections: item.connections ?? null,
        prepared: item.prepared ?? true,
      };
    }),
  };
}

function stepsOf(
  { sql, transaction }: TrafficItem,
  named: { sql: string } | undefined,
): ResolvedTraffic['steps'] {
  if (!transaction) return [{ sql: named?.sql ?? sql ?? '', parameters: null }];
  return transaction.map((step) => {
    if ('think' in step) return { thinkMs: step.think };
    return { sql: step.sql, parameters: step.parameters ? sets(step.parameters) : null };
  });
}

function sets(parameters: Readonly<Record<string, ResolvedSet>> | undefined): Sets {
  const named = Object.entries(parameters ?? {}).map(([name, set]) => ({ name, set }));
  return named.length === 0 ? [{ name: 'none', set: [] }] : named;
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
