/** Records the plans of `test/fixtures/planPairs` on PostgreSQL 18 and 15: `tsx test/support/recordPlans.ts`. */

import { writeFileSync } from 'node:fs';
import type { Client } from 'pg';
import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import { plannedRelations } from '../../src/rehearsal/plans/catalog/plannedRelations.ts';
import { readPlanCatalog } from '../../src/rehearsal/plans/catalog/readPlanCatalog.ts';
import { type PlanPair, tablesSql } from '../fixtures/planPairs/PlanPair.ts';
import { planPairs } from '../fixtures/planPairs/planPairs.ts';
import { localServer } from './localServer.ts';

/** What differs from run to run, or is nothing: it would only fill the file. */
function compact(node: PlanNode): PlanNode {
  const kept = Object.entries(node).filter(([field, value]) => {
    if (value === false || /^Startup Cost$| Time$|^Output$|^Plan Width$|Memory|^Workers|^WAL/.test(field))
      return false;
    return value !== 0 || !/ Blocks$/.test(field) || field === 'Shared Hit Blocks';
  });
  const plan = Object.fromEntries(kept) as PlanNode;
  return node.Plans ? { ...plan, Plans: node.Plans.map(compact) } : plan;
}

async function fill(client: Client): Promise<void> {
  await client.query(tablesSql);
  await client.query('vacuum (freeze, analyze)');
}

async function record(client: Client, pair: PlanPair) {
  const how = pair.estimated ? '' : 'analyze, buffers, timing off, ';
  const known: number[] = [];
  const take = async () => {
    const { rows } = await client.query(`explain (${how}verbose, format json) ${pair.query}`);
    const plan = { Plan: compact(rows[0]['QUERY PLAN'][0].Plan) };
    if (!pair.catalogs) return { plan };
    const catalog = await readPlanCatalog(client, plannedRelations([plan]), known);
    known.push(...catalog.tables.map(({ oid }) => oid));
    return { plan, catalog };
  };
  try {
    for (const statement of pair.base ?? []) await client.query(statement);
    const before = await take();
    for (const statement of pair.change) await client.query(statement);
    const after = await take();
    return { name: pair.name, before, after };
  } catch (error) {
    throw new Error(`${pair.name}: ${(error as Error).message}`, { cause: error });
  }
}

for (const [major, bin] of [
  ['18', undefined],
  ['15', '/usr/lib/postgresql/15/bin'],
] as const) {
  const settings = { max_parallel_workers_per_gather: '0', jit: 'off' };
  const server = await localServer({ settings, ...(bin ? { bin } : {}) });
  const client = await server.connect('postgres');
  try {
    await client.query('create database tables');
    const tables = await server.connect('tables');
    await fill(tables);
    await tables.end();
    const lines: string[] = [];
    for (const pair of planPairs) {
      await client.query('create database pair template tables');
      const own = await server.connect('pair');
      lines.push(JSON.stringify(await record(own, pair)));
      await own.end();
      await client.query('drop database pair');
    }
    writeFileSync(new URL(`../fixtures/planPairs/${major}.jsonl`, import.meta.url), `${lines.join('\n')}\n`);
    console.log(`${major}: ${lines.length} pairs`);
  } finally {
    await client.end();
    await server.stop();
  }
}
