import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { formatCount } from '../../units.ts';
import { nodeText } from './nodeText.ts';

/** What did not fit into work_mem. */
export interface Spill {
  node: PlanNode;
  /** `Sort by created_at`. */
  what: string;
  /** Temporary files that it wrote itself; 0 for a lossy bitmap, which writes none. */
  bytes: number;
  /** `, in 8 batches`. */
  detail: string;
}

const pageBytes = 8192;

/** Nodes that wrote temporary files, or whose bitmap lost rows, in the plan's order. */
export function spillsOf(node: PlanNode): Spill[] {
  const spill = spillOf(node);
  return [...(spill ? [spill] : []), ...(node.Plans ?? []).flatMap(spillsOf)];
}

function spillOf(node: PlanNode): Spill | null {
  const own = ownTemporaryPages(node);
  const batches = Number(node['Hash Batches'] ?? node['HashAgg Batches'] ?? 0);
  const lossy = Number(node['Lossy Heap Blocks'] ?? 0);
  const bytes = own * pageBytes;
  if (lossy > 0)
    return {
      node,
      what: `the bitmap of ${nodeText(node)}`,
      bytes: 0,
      detail: `: ${formatCount(lossy)} pages are read row by row`,
    };
  if (own === 0 && batches <= 1 && node['Sort Space Type'] !== 'Disk') return null;
  const disk = kilobytes(node['Disk Usage']) || kilobytes(diskOf(node));
  return {
    node,
    what: `${nodeText(node)}${keys(node)}`,
    bytes: Math.max(bytes, disk),
    detail: batches > 1 ? `, in ${batches} batches` : '',
  };
}

/** Written by the node itself; a Hash writes for the join above it. */
function ownTemporaryPages(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, child) => sum + (child['Temp Written Blocks'] ?? 0), 0);
  return Math.max(0, (node['Temp Written Blocks'] ?? 0) - below);
}

function diskOf(node: PlanNode): unknown {
  return node['Sort Space Type'] === 'Disk' ? node['Sort Space Used'] : 0;
}

function kilobytes(value: unknown): number {
  return Number(value ?? 0) * 1024;
}

function keys(node: PlanNode): string {
  const key = node['Sort Key'] ?? node['Group Key'];
  return Array.isArray(key) ? ` by ${key.join(', ')}` : '';
}
