import type { Client } from 'pg';
import { fingerprint } from '../../src/analysis/plans/fingerprint.ts';
import { buildDataset } from '../../src/dataset/buildDataset.ts';
import type { Dataset, DatasetRequest } from '../../src/dataset/Dataset.ts';
import { hashStatistics } from '../../src/dataset/statistics/hashStatistics.ts';
import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import { captureQuery } from '../../src/rehearsal/plans/captureQuery.ts';
import type { ResolvedPostgres } from '../../src/scenario/ResolvedScenario.ts';
import { groundQueries, groundSchema, groundTables } from './groundSchema.ts';
import { openQuietly } from './postgresSpec.ts';
import { now } from './tables.ts';

export interface GroundBuild {
  hash: string;
  statistics: Dataset['statistics'];
  /** Of each query: its fingerprint, its costs and the pages of every node. */
  plans: Record<string, { exact: string; costs: number[]; pages: number[] }>;
  steps: string[];
}

/** Builds the ground's tables on a server of its own, looks at a clone, and stops the server. */
export async function groundBuild(
  postgres: Partial<ResolvedPostgres>,
  request: Partial<DatasetRequest> = {},
  use: (client: Client) => Promise<void> = async () => {},
): Promise<GroundBuild> {
  const server = await openQuietly(postgres);
  const steps: string[] = [];
  try {
    const dataset = await buildDataset(
      server,
      {
        tables: groundTables,
        seed: 7,
        now,
        fixtures: [],
        rowsPerTable: null,
        prepareBase: async (client) => void (await client.query(groundSchema)),
        ...request,
      },
      { loading() {}, table() {}, server() {}, step: (text) => void steps.push(text) },
    );
    const client = await server.connect(await dataset.clone('clone'));
    try {
      await use(client);
      const hash = await hashStatistics(client);
      const plans: GroundBuild['plans'] = {};
      for (const [name, sql] of Object.entries(groundQueries))
        plans[name] = await planOf(client, sql, server.major);
      return { hash, statistics: dataset.statistics, plans, steps };
    } finally {
      await client.end();
    }
  } finally {
    await server.stop();
  }
}

async function planOf(client: Client, sql: string, major: number): Promise<GroundBuild['plans'][string]> {
  const query = {
    name: 'ground',
    sql,
    parameters: [],
    readonly: true,
    file: null,
    role: null,
    settings: {},
    timeLimitMs: 60_000,
    result: null,
    workload: null,
    imported: false,
  };
  const { serial, error } = await captureQuery(client, { query, values: [] }, { major, execute: true });
  if (!serial) throw new Error(`${sql}: ${error?.message}`);
  const nodes = nodesOf(serial.Plan);
  return {
    exact: fingerprint(serial).exact,
    costs: nodes.map((node) => node['Total Cost']!),
    pages: nodes.map(
      (node) =>
        node['Shared Hit Blocks']! +
        node['Shared Read Blocks']! +
        node['Temp Read Blocks']! +
        node['Temp Written Blocks']!,
    ),
  };
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
