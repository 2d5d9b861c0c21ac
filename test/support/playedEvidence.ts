import type { Client } from 'pg';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { ExplainPlan } from '../../src/evidence/ExplainPlan.ts';
import type { CaptureEvidence, QueryEvidence } from '../../src/evidence/QueryEvidence.ts';
import { readPlanCatalog } from '../../src/rehearsal/plans/catalog/readPlanCatalog.ts';
import { statementError } from '../../src/rehearsal/statementError.ts';
import { filled, type PlanCase, tableOf, templateSql } from '../fixtures/planBattery/PlanCase.ts';

export type Played = Pick<Evidence, 'queries' | 'catalogs'>;

/** Plays cases in one database, without what a rehearsal is beside them: a query and its catalogs each. */
export async function playedEvidence(
  connect: () => Promise<Client>,
  cases: readonly PlanCase[],
): Promise<Map<PlanCase, Played>> {
  let client = await connect();
  await client.query(templateSql);
  for (const [i, one] of cases.entries()) {
    const table = tableOf(one, i);
    await client.query(`select battery.copied('${table}')`);
    for (const sql of one.base ?? []) await client.query(filled(sql, table));
  }
  await client.query('vacuum (analyze)');
  await again();
  const plays = new Map<PlanCase, Played>();
  for (const [i, one] of cases.entries()) {
    const table = tableOf(one, i);
    const before = await captured(client, one, table);
    const query: QueryEvidence = {
      name: one.name,
      sql: filled(one.query, table),
      parameters: 'one',
      before,
      afterDeploy: before,
      after: before,
    };
    plays.set(one, { queries: [query], catalogs: { before: await catalogOf(client, before, []) } });
  }
  for (const [i, one] of cases.entries())
    for (const sql of one.change) await client.query(filled(sql, tableOf(one, i)));
  await again();
  await all('afterDeploy');
  await client.query('vacuum (analyze)');
  await all('after');
  await client.end();
  return plays;

  /** What a migration sets for the database holds in sessions that come later. */
  async function again(): Promise<void> {
    await client.end();
    client = await connect();
  }

  async function all(when: 'afterDeploy' | 'after'): Promise<void> {
    for (const [i, one] of cases.entries()) {
      const { queries, catalogs } = plays.get(one)!;
      const capture = await captured(client, one, tableOf(one, i));
      const known = catalogs!.before!.tables.map(({ oid }) => oid);
      queries[0]![when] = capture;
      catalogs![when] = await catalogOf(client, capture, known);
    }
  }
}

async function captured(client: Client, one: PlanCase, table: string): Promise<CaptureEvidence> {
  const explain = async (options: string) => {
    const { rows } = await client.query<{ 'QUERY PLAN': ExplainPlan[] }>(
      `explain (${options}, format json, settings, verbose) ${filled(one.query, table)}`,
      [...(one.parameters ?? [])],
    );
    return rows[0]!['QUERY PLAN'][0]!;
  };
  await client.query('begin');
  try {
    const shape = await explain('costs');
    await client.query('set local max_parallel_workers_per_gather = 0; set local jit = off');
    await explain('analyze, buffers');
    return { serial: await explain('analyze, buffers'), shape, latencies: [], error: null };
  } catch (error) {
    return { serial: null, shape: null, latencies: [], error: statementError(error) ?? null };
  } finally {
    await client.query('rollback');
  }
}

function catalogOf(client: Client, { serial }: CaptureEvidence, known: readonly number[]) {
  const named: { schema: string; name: string }[] = [];
  const look = (node: ExplainPlan['Plan']) => {
    if (node.Schema && node['Relation Name'])
      named.push({ schema: node.Schema, name: node['Relation Name'] });
    for (const child of node.Plans ?? []) look(child);
  };
  if (serial) look(serial.Plan);
  return readPlanCatalog(client, named, known);
}
