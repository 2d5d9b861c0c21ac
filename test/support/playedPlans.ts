import type { QueryFacts } from '../../src/analysis/Facts.ts';
import { diffPlans } from '../../src/analysis/plans/diffPlans.ts';
import { nodeText } from '../../src/analysis/plans/nodeText.ts';
import type { Finding } from '../../src/findings/Finding.ts';
import type { ScenarioResult } from '../../src/findings/Result.ts';
import { filled, type PlanCase, tableOf, templateSql } from '../fixtures/planBattery/PlanCase.ts';
import { type Project, project, scenarioText } from './project.ts';

/** A case, and what was told of it. */
export interface PlayedPlan {
  wanted: PlanCase;
  query: QueryFacts;
  /** Of plan/…, that fail or warn. */
  alarms: Finding[];
  /** The node in which the difference lies. */
  node: string | null;
  /** Index of the statement in the case, from 1; null where another case's is blamed, or none. */
  blamed: number | null;
}

/** Plays cases in one rehearsal, each in a migration and on a table of its own. */
export async function playPlans(
  cases: readonly PlanCase[],
  run: (one: Project) => Promise<{ code: number | null; stderr: string }>,
): Promise<PlayedPlan[]> {
  const together = cases.filter(({ alone }) => !alone);
  const groups = [together, ...cases.filter(({ alone }) => alone).map((one) => [one])].filter(
    (group) => group.length > 0,
  );
  const one = project(Object.assign({}, ...groups.map(filesOf)));
  const { code, stderr } = await run(one);
  if (code !== 0 && code !== 1) throw new Error(`exit code ${code}: ${stderr}`);
  return groups.flatMap((group, index) => {
    const scenario = one.scenario(nameOf(index));
    if (scenario.error || scenario.migrations.some(({ status }) => status === 'failed'))
      throw new Error(JSON.stringify(scenario.error ?? scenario.findings.map(({ title }) => title)));
    return group.map((wanted, i) => played(wanted, tableOf(wanted, i), scenario));
  });
}

const nameOf = (index: number) => `battery-${index}`;

function filesOf(cases: readonly PlanCase[], index: number): Record<string, string> {
  const folder = `scenarios/${nameOf(index)}/migrations`;
  const base = cases.flatMap((each, i) => {
    const table = tableOf(each, i);
    return [`select battery.copied('${table}')`, ...(each.base ?? []).map((sql) => filled(sql, table))];
  });
  const queries = cases.map((each, i) => {
    const table = tableOf(each, i);
    const parameters = each.parameters ? `, parameters: { one: ${JSON.stringify(each.parameters)} }` : '';
    return `${table}: { sql: ${JSON.stringify(filled(each.query, table))}${parameters} }`;
  });
  const pending = cases.map((each, i): [string, string] => {
    const table = tableOf(each, i);
    return [
      `${folder}/1${table.slice(1)}.sql`,
      each.change.map((sql) => `${filled(sql, table)};\n`).join(''),
    ];
  });
  return {
    [`scenarios/${nameOf(index)}/scenario.ts`]: scenarioText(
      `name: '${nameOf(index)}', migrations: { directory: './migrations', pending: { from: '1${tableOf(cases[0]!, 0).slice(1)}' } },
       queries: { ${queries.join(',\n')} }, budgets: { duration: '1 h' }`,
    ),
    [`${folder}/0001_base.sql`]: `${templateSql}${base.map((sql) => `${sql};\n`).join('')}`,
    ...Object.fromEntries(pending),
  };
}

function played(wanted: PlanCase, table: string, scenario: ScenarioResult): PlayedPlan {
  const query = scenario.queries.find(({ name }) => name === table)!;
  const alarms = scenario.findings.filter(
    ({ rule, severity, subject }) =>
      rule.startsWith('plan/') && severity !== 'info' && subject.query === table,
  );
  const { before, after, blame } = query;
  const culprit = before.plan && after.plan ? diffPlans(before.plan, after.plan).culprit : null;
  const own = blame?.migration === `1${table.slice(1)}` ? blame.statement : null;
  return { wanted, query, alarms, node: culprit && nodeText(culprit.node), blamed: own };
}
