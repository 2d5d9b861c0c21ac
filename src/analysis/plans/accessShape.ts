import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import type { PlanNames } from './PlanNames.ts';
import { isBitmap } from './planFields.ts';
import { isAppend } from './semanticShape.ts';

/** How rows of a relation are come by; that of other scans is their node type. */
const scanClasses: Readonly<Record<string, string>> = {
  'Seq Scan': 'all rows',
  'Sample Scan': 'all rows',
  'Index Scan': 'index',
  'Index Only Scan': 'index only',
  'Bitmap Heap Scan': 'bitmap',
  'Tid Scan': 'tid',
  'Tid Range Scan': 'tid',
};

/** Which tables are read in which way by which columns, each way once for all partitions; and what is joined to what. */
export function accessShape(plan: PlanNode, names: PlanNames): unknown {
  const scans = scansOf(plan, names).map((scan) => JSON.stringify(scan));
  return [scans.sort(), orderOf(plan, names)];
}

function scansOf(node: PlanNode, names: PlanNames): unknown[] {
  const beneath = (node.Plans ?? []).map((child) => scansOf(child, names));
  if (isAppend(node))
    return [...new Set(beneath.map((scans) => JSON.stringify(scans)))].flatMap(
      (text) => JSON.parse(text) as unknown[],
    );
  const table = node['Node Type'] === 'ModifyTable' ? null : names.table(node);
  const own =
    table === null
      ? []
      : [[table, scanClasses[node['Node Type']] ?? node['Node Type'], indexesOf(node, names)]];
  return [...own, ...beneath.flat()];
}

/** A bitmap heap scan's are named by the nodes below it. */
function indexesOf(node: PlanNode, names: PlanNames): string[] {
  if (node['Index Name'] !== undefined) return [names.indexKeys(node) ?? names.index(node)!];
  const bitmaps = (node.Plans ?? []).filter(isBitmap);
  return [...new Set(bitmaps.flatMap((child) => indexesOf(child, names)))].sort();
}

/** `[[orders, customers], lines]`: what one input is made of is that input; subplans stand beside. */
function orderOf(node: PlanNode, names: PlanNames): unknown {
  const alias = names.alias(node);
  const all = (node.Plans ?? []).filter((child) => !isBitmap(child));
  const parts = all.map((child) => orderOf(child, names)).filter((part) => part !== null);
  const distinct = isAppend(node) ? distinctOf(parts) : parts;
  if (distinct.length === 0) return alias;
  return distinct.length === 1 ? distinct[0] : distinct;
}

function distinctOf(parts: readonly unknown[]): unknown[] {
  return [...new Set(parts.map((part) => JSON.stringify(part)))]
    .sort()
    .map((text) => JSON.parse(text) as unknown);
}
