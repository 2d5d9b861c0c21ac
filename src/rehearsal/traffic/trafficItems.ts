import type { Client } from 'pg';
import type { Dataset } from '../../dataset/Dataset.ts';
import { PgrehearseError } from '../../errors.ts';
import type {
  NamedSet,
  ResolvedScenario,
  ResolvedTraffic,
  ResolvedTrafficStep,
} from '../../scenario/ResolvedScenario.ts';
import { checkRole } from '../checkRole.ts';
import { chosen } from '../plans/bindParameters.ts';
import { literals } from '../plans/literals.ts';
import { parameterRows } from '../plans/parameterRows.ts';
import { rowCounts } from '../plans/rowCounts.ts';
import { noValues, type ParameterSets, type Step, type TrafficItem } from './TrafficItem.ts';

/** Connections of a pool that says nothing of them; more would soon be more than the server has. */
const usualConnections = 12;
/** Rows that are drawn of a query for parameters. */
const mostRows = 1_000;

type Scenario = Pick<ResolvedScenario, 'traffic' | 'now' | 'seed' | 'dataSource'>;

/**
 * The declared traffic, with its values read from the data as loaded.
 * @throws PgrehearseError `query/parameters`, `scenario/role`
 */
export async function trafficItems(
  client: Client,
  scenario: Scenario,
  tables: Dataset['tables'],
): Promise<TrafficItem[]> {
  const items: TrafficItem[] = [];
  for (const [index, one] of scenario.traffic.entries()) {
    if (one.role !== null) await checkRole(client, `traffic '${one.name}'`, one.role);
    const read = (sets: NamedSet[], sql: string | null) =>
      parameterSets(client, { traffic: one, sql, sets, tables }, scenario);
    const steps: Step[] = [];
    for (const step of one.steps) steps.push(await resolved(step, read));
    const [only] = one.steps;
    const sql = !one.transaction && only && 'sql' in only ? only.sql : null;
    items.push({
      source: 'traffic',
      name: one.name,
      steps,
      transaction: one.transaction,
      values: await read(one.parameters, sql),
      perSecond: one.perSecond,
      prepared: one.prepared,
      pool: poolOf(one, index),
    });
  }
  return items;
}

async function resolved(
  step: ResolvedTrafficStep,
  read: (sets: NamedSet[], sql: string) => Promise<ParameterSets>,
): Promise<Step> {
  if ('thinkMs' in step) return step;
  return {
    sql: step.sql,
    takes: step.takes,
    values: step.parameters ? await read(step.parameters, step.sql) : null,
  };
}

function poolOf({ pool, connections, role, settings }: ResolvedTraffic, index: number): TrafficItem['pool'] {
  const key = pool === null ? `item ${index}` : `pool ${pool}`;
  return { key, connections: connections ?? usualConnections, role, settings };
}

interface SetsOf {
  traffic: ResolvedTraffic;
  /** The statement that takes them; null where several do. */
  sql: string | null;
  sets: readonly NamedSet[];
  tables: Dataset['tables'];
}

async function parameterSets(
  client: Client,
  { traffic, sql, sets, tables }: SetsOf,
  { now, seed, dataSource }: Scenario,
): Promise<ParameterSets> {
  if (sets.length === 0) return noValues;
  const read: unknown[][][] = [];
  for (const named of sets) {
    const { name, set } = named;
    const owner = `traffic '${traffic.name}', parameters '${name}'`;
    if (set === 'auto') read.push(...(await chosenRows(client, traffic, sql, named, now)));
    else if (typeof set === 'function') read.push([literals(set(rowCounts(tables, owner)), now)]);
    else if (!('sql' in set)) read.push([literals(set, now)]);
    else read.push(await parameterRows(client, owner, sampled(set.sql, seed), dataSource !== null));
  }
  return read;
}

/** As a key query with that statement would get them. */
async function chosenRows(
  client: Client,
  { name, role, settings }: ResolvedTraffic,
  sql: string | null,
  named: NamedSet,
  now: number,
): Promise<unknown[][][]> {
  const owner = `traffic '${name}', parameters '${named.name}'`;
  const query = { name, sql: sql ?? '', role, settings, imported: false, readonly: false, timeLimitMs: 0 };
  const sets = sql === null ? [] : await chosen(client, query, named, [], { now, ordinary: () => {} });
  if (sets.length > 0 && sets.every(({ from }) => from === 'auto'))
    return sets.map(({ values }) => [[...values]]);
  throw new PgrehearseError('query/parameters', `the values of ${owner} cannot be chosen`, {
    detail:
      sql === null
        ? "'auto' tells what fits by the text of one statement; here several take one row."
        : 'The server refuses the statement as it is before the pending migrations.',
    hint: 'Give literals, or a query that finds them.',
  });
}

/** Rows in an order that depends on them and on the seed alone: plans and parallel workers change nothing. */
function sampled(sql: string, seed: number): string {
  const text = sql.trim().replace(/;\s*$/, '');
  return `SELECT row_of.* FROM (\n${text}\n) AS row_of
    ORDER BY pg_catalog.hashtextextended(row_of::pg_catalog.text, ${seed}) LIMIT ${mostRows}`;
}
