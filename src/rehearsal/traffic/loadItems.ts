import type { Client } from 'pg';
import type { Evidence } from '../../evidence/Evidence.ts';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { relationsOf } from '../../migrations/relationsOf.ts';
import { parseSql } from '../../scenario/parseSql.ts';
import { trafficStatements } from '../../scenario/trafficStatements.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { canaries, control, mostCanaried } from './canaries.ts';
import { readRelationGraph } from './RelationGraph.ts';
import type { TrafficItem } from './TrafficItem.ts';
import { touchedRelations } from './touchedRelations.ts';
import { trafficItems } from './trafficItems.ts';

/** The declared traffic, canaries on what the migrations touch and no statement of the traffic names, and a control. */
export async function loadItems(
  client: Client,
  { scenario, pending, dataset }: Pick<RehearsalRequest, 'scenario' | 'pending' | 'dataset'>,
  evidence: Pick<Evidence, 'relations' | 'notes'>,
): Promise<TrafficItem[]> {
  const statements = pending.flatMap(({ up }) => up.statements);
  const graph = await readRelationGraph(client);
  const { relations, leftOut } = touchedRelations(statements, evidence.relations, graph);
  const watched = await namedByTraffic(scenario);
  const blind = relations.filter(({ name }) => !watched.has(name) && !watched.has(bare(name)));
  const traffic = await trafficItems(client, scenario, dataset.tables);
  const shown = blind.slice(0, Math.min(mostCanaried, await roomFor(client, traffic)));
  const notes = [
    ...leftOut.map(
      ({ table, partitions }) =>
        `${partitions} more partitions of ${table} have no canaries; their locks are seen`,
    ),
    ...unseen(blind.slice(shown.length), shown.length),
  ];
  if (notes.length > 0) evidence.notes = [...new Set([...(evidence.notes ?? []), ...notes])];
  const items = [
    ...traffic,
    ...(await canaries(client, await readable(client, shown), graph, scenario.seed)),
  ];
  return items.length > 0 ? [...items, control] : [];
}

/** Connections for what else observes and migrates. */
const spareConnections = 15;

/** The relations that the server has connections left for, two each, once the pools of the traffic are full. */
async function roomFor(client: Client, traffic: readonly TrafficItem[]): Promise<number> {
  const { rows } = await client.query<{ free: number }>(
    `SELECT pg_catalog.current_setting('max_connections')::int
            - pg_catalog.current_setting('superuser_reserved_connections')::int
            - (SELECT pg_catalog.count(*)::int FROM pg_catalog.pg_stat_activity
                WHERE backend_type = 'client backend') AS free`,
  );
  const pools = new Map(traffic.map(({ pool }) => [pool.key, pool.connections]));
  const taken = [...pools.values()].reduce((sum, connections) => sum + connections, spareConnections);
  return Math.max(0, Math.floor((rows[0]!.free - taken) / 2));
}

function unseen(relations: readonly RelationFacts[], shown: number): string[] {
  if (relations.length === 0) return [];
  const names = relations.slice(0, 5).map(({ name }) => name);
  const more = relations.length > names.length ? ', …' : '';
  return [
    `${relations.length} relations that the migrations touch have no canaries, as ${shown} others have some: ${names.join(', ')}${more}; their locks are seen`,
  ];
}

async function namedByTraffic(scenario: RehearsalRequest['scenario']): Promise<Set<string>> {
  const names = new Set<string>();
  for (const sql of trafficStatements(scenario))
    for (const { node } of (await parseSql(sql)).statements)
      for (const relation of relationsOf(node)) names.add(relation);
  return names;
}

/** A materialized view without data cannot be read. */
async function readable(client: Client, relations: readonly RelationFacts[]): Promise<RelationFacts[]> {
  const { rows } = await client.query<{ oid: number }>(
    `SELECT oid::int8::float8 AS oid FROM pg_catalog.pg_class WHERE relkind = 'm' AND NOT relispopulated`,
  );
  const empty = new Set(rows.map(({ oid }) => oid));
  return relations.filter(({ oid }) => !empty.has(oid));
}

function bare(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
