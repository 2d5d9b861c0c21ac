import type { Client } from 'pg';
import type {
  ResolvedQuery,
  ResolvedScenario,
  ResolvedTraffic,
  ResolvedTrafficStep,
} from '../../scenario/ResolvedScenario.ts';
import { checkRole } from '../checkRole.ts';
import { literals, parameterRows } from '../plans/parameters.ts';
import { noValues, type ParameterSets, type Step, type TrafficItem } from './TrafficItem.ts';

/** Connections of a pool that says nothing of them; more would soon be more than the server has. */
const usualConnections = 12;
/** Rows that are drawn of a query for parameters. */
const mostRows = 1_000;

type Scenario = Pick<ResolvedScenario, 'traffic' | 'now' | 'seed'>;

/**
 * The declared traffic, with its values read from the data as loaded.
 * @throws PgrehearseError `query/parameters`, `scenario/role`
 */
export async function trafficItems(client: Client, scenario: Scenario): Promise<TrafficItem[]> {
  const items: TrafficItem[] = [];
  for (const [index, one] of scenario.traffic.entries()) {
    if (one.role !== null) await checkRole(client, `traffic '${one.name}'`, one.role);
    const read = (sets: ResolvedQuery['parameters']) =>
      parameterSets(client, `traffic '${one.name}'`, sets, scenario);
    const steps: Step[] = [];
    for (const step of one.steps) steps.push(await resolved(step, read));
    items.push({
      source: 'traffic',
      name: one.name,
      steps,
      transaction: one.transaction,
      values: await read(one.parameters),
      perSecond: one.perSecond,
      prepared: one.prepared,
      pool: poolOf(one, index),
    });
  }
  return items;
}

async function resolved(
  step: ResolvedTrafficStep,
  read: (sets: ResolvedQuery['parameters']) => Promise<ParameterSets>,
): Promise<Step> {
  if ('thinkMs' in step) return step;
  return { sql: step.sql, takes: step.takes, values: step.parameters ? await read(step.parameters) : null };
}

function poolOf({ pool, connections, role, settings }: ResolvedTraffic, index: number): TrafficItem['pool'] {
  const key = pool === null ? `item ${index}` : `pool ${pool}`;
  return { key, connections: connections ?? usualConnections, role, settings };
}

async function parameterSets(
  client: Client,
  owner: string,
  sets: ResolvedQuery['parameters'],
  { now, seed }: Scenario,
): Promise<ParameterSets> {
  if (sets.length === 0) return noValues;
  const read: unknown[][][] = [];
  for (const { name, set } of sets) {
    if (set === 'auto' || typeof set === 'function') throw new Error(`${owner}: no literals`);
    if (!('sql' in set)) read.push([literals(set, now)]);
    else read.push(await parameterRows(client, `${owner}, parameters '${name}'`, sampled(set.sql, seed)));
  }
  return read;
}

/** Rows in an order that depends on them and on the seed alone: plans and parallel workers change nothing. */
function sampled(sql: string, seed: number): string {
  const text = sql.trim().replace(/;\s*$/, '');
  return `SELECT row_of.* FROM (\n${text}\n) AS row_of
    ORDER BY pg_catalog.hashtextextended(row_of::pg_catalog.text, ${seed}) LIMIT ${mostRows}`;
}
