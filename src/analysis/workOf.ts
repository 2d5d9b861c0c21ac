import type { ExplainPlan, PlanNode } from '../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../evidence/nodesOfPlan.ts';
import type { CaptureWork } from './Facts.ts';

const kilobyte = 1024;

/** What a serial execution did beside reading pages; the root's figures hold those of all nodes. */
export function workOf({ Plan }: ExplainPlan): CaptureWork {
  const nodes = nodesOfPlan(Plan);
  const wal = (field: string) => (field in Plan ? number(Plan, field) : null);
  const heapFetches = nodes.filter((node) => 'Heap Fetches' in node);
  return {
    tempPages: number(Plan, 'Temp Read Blocks') + number(Plan, 'Temp Written Blocks'),
    walRecords: wal('WAL Records'),
    walBytes: wal('WAL Bytes'),
    loops: Math.max(...nodes.map((node) => node['Actual Loops'] ?? 0)),
    heapFetches: heapFetches.length > 0 ? sum(heapFetches, 'Heap Fetches') : null,
    memoryBytes: kilobyte * nodes.reduce((total, node) => total + memoryOf(node), 0),
  };
}

/** In kilobytes; what a sort left on disk is no memory. */
function memoryOf(node: PlanNode): number {
  const sort = node['Sort Space Type'] === 'Memory' ? number(node, 'Sort Space Used') : 0;
  // Hash, hashed Aggregate and Memoize; on 18 Materialize and WindowAgg tell theirs as storage.
  const storage = node['Storage'] === 'Memory' ? number(node, 'Maximum Storage') : 0;
  return sort + storage + number(node, 'Peak Memory Usage');
}

function sum(nodes: readonly PlanNode[], field: string): number {
  return nodes.reduce((total, node) => total + number(node, field), 0);
}

function number(node: PlanNode, field: string): number {
  const value = node[field];
  return typeof value === 'number' ? value : 0;
}
