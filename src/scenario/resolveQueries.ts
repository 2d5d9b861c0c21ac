import type { CheckedScenario } from './checking/scenarioSchema.ts';
import type { ResolvedScenario } from './ResolvedScenario.ts';
import type { ParameterSet } from './Scenario.ts';

type Sets = ResolvedScenario['queries'][number]['parameters'];

/** Key queries and traffic as lists; a query without parameters has the one set `none`. */
export function resolveQueries({
  queries = {},
  traffic = [],
}: Pick<CheckedScenario, 'queries' | 'traffic'>): Pick<ResolvedScenario, 'queries' | 'traffic'> {
  return {
    queries: Object.entries(queries).map(([name, { sql, parameters }]) => ({
      name,
      sql,
      parameters: sets(parameters),
    })),
    traffic: traffic.map(({ query, sql, parameters, perSecond }) => {
      const named = query === undefined ? undefined : queries[query];
      const text = named?.sql ?? sql ?? '';
      return {
        name: query ?? oneLine(text),
        sql: text,
        parameters: sets(parameters ?? named?.parameters),
        perSecond,
      };
    }),
  };
}

function sets(parameters: Readonly<Record<string, ParameterSet>> | undefined): Sets {
  const named = Object.entries(parameters ?? {}).map(([name, set]) => ({ name, set }));
  return named.length === 0 ? [{ name: 'none', set: [] }] : named;
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
