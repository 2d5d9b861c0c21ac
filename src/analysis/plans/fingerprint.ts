import { createHash } from 'node:crypto';
import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import { maskedText } from './maskedText.ts';

/** Nodes that say how a plan is carried out, not which plan it is. */
const plumbing = new Set(['Gather', 'Gather Merge', 'Hash', 'Materialize', 'Memoize']);

const exactFields = [
  'Node Type',
  'Parent Relationship',
  'Strategy',
  'Partial Mode',
  'Join Type',
  'Relation Name',
  'Schema',
  'Index Name',
  'Scan Direction',
  'Sort Key',
  'Group Key',
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
] as const;

/**
 * A plan's identity at three levels. Exact: every node with its keys and conditions, constants masked.
 * Semantic: without what only carries a plan out. Access: which relations are read how, in which join order.
 */
export function fingerprint(plan: ExplainPlan): { exact: string; semantic: string; access: string } {
  return {
    exact: hash(exactOf(plan.Plan)),
    semantic: hash(semanticOf(plan.Plan)),
    access: hash(accessOf(plan.Plan)),
  };
}

function exactOf(node: PlanNode): unknown {
  const fields = exactFields.map((field) => maskedText(node[field]));
  return [fields, (node.Plans ?? []).map(exactOf)];
}

function semanticOf(node: PlanNode): unknown {
  const children = (node.Plans ?? []).map(semanticOf);
  if (carriesOut(node) && children.length === 1) return children[0];
  const fields = exactFields
    .filter((field) => field !== 'Parent Relationship' && field !== 'Partial Mode')
    .map((field) => maskedText(node[field]));
  return [fields, children];
}

/** A partial aggregate is the first half of the one above it, which parallel workers share. */
function carriesOut(node: PlanNode): boolean {
  return (
    plumbing.has(node['Node Type']) ||
    (node['Node Type'] === 'Aggregate' && node['Partial Mode'] === 'Partial')
  );
}

function accessOf(node: PlanNode): unknown {
  const scan = node['Relation Name']
    ? [[node.Schema, node['Relation Name'], node['Node Type'], indexOf(node)]]
    : [];
  return [...scan, ...(node.Plans ?? []).flatMap((child) => accessOf(child) as unknown[])];
}

/** A bitmap heap scan's index is named by the node below it. */
function indexOf(node: PlanNode): string | null {
  if (node['Index Name']) return node['Index Name'];
  for (const child of node.Plans ?? []) {
    const found = child['Node Type'].startsWith('Bitmap') ? indexOf(child) : null;
    if (found) return found;
  }
  return null;
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
