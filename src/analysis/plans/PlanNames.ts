import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import type { CatalogTable } from '../../evidence/PlanCatalog.ts';
import type { CatalogNames } from './CatalogNames.ts';
import { conditionText } from './conditionText.ts';
import { maskedText } from './maskedText.ts';
import { withoutNeedlessCasts, withType } from './needlessCasts.ts';
import { numberedAliases } from './numberedAliases.ts';
import { maskedPartition, partitionsIn } from './partitions.ts';

/** What a plan's names mean, whatever they are: aliases, partitions, indexes, renamed tables and columns. */
export interface PlanNames {
  /** The relation that a node reads or writes; null where there is none. */
  relation(node: PlanNode): string | null;
  /** As `relation`, with the partitioned table in place of its partition. */
  table(node: PlanNode): string | null;
  /** What the query calls it: the table with a number, where it is read more than once. The same for all its partitions. */
  alias(node: PlanNode): string | null;
  /** The index's definition where the catalog tells it, else its name without the partition's in it; null where there is none. */
  index(node: PlanNode): string | null;
  /** Columns and expressions of its key, where the catalog tells them. */
  indexKeys(node: PlanNode): string | null;
  /** Expressions without constants, in these names. */
  keys(value: unknown): unknown;
  condition(value: unknown): unknown;
}

/** Of a plan that is compared with another one of its query. */
export interface ComparedNames {
  /** Without schemas, where one of the two does not say them. */
  bare?: boolean;
  other?: ExplainPlan;
}

export function planNames(
  plan: ExplainPlan,
  catalog: CatalogNames | null = null,
  { bare = false, other }: ComparedNames = {},
): PlanNames {
  const within = (schema: string | undefined, name: string) =>
    schema === undefined || bare ? name : `${schema}.${name}`;
  const partitions = partitionsIn(plan.Plan, other?.Plan);
  const tables = new Map<PlanNode, CatalogTable>();
  const heaps = new Map<PlanNode, PlanNode>();
  const nodes: PlanNode[] = [];
  const visit = (node: PlanNode, heap: PlanNode | null) => {
    nodes.push(node);
    const relation = node['Relation Name'];
    const found = relation === undefined ? undefined : catalog?.table(node.Schema ?? null, relation);
    if (found) tables.set(node, found);
    const above = relation === undefined ? heap : node;
    if (above) heaps.set(node, above);
    const below = node['Node Type'].startsWith('Bitmap') ? above : null;
    for (const child of node.Plans ?? []) visit(child, below);
  };
  visit(plan.Plan, null);

  const relation = (node: PlanNode) => {
    const name = node['Relation Name'];
    if (name === undefined) return null;
    const table = tables.get(node);
    return table ? catalog!.tableName(table) : within(node.Schema, name);
  };
  const table = (node: PlanNode) => {
    const own = tables.get(node);
    if (own) return catalog!.tableName(catalog!.rootOf(own));
    const partition = partitions.get(node);
    if (!partition) return relation(node);
    return within(node.Schema, partition.table);
  };
  const source = (node: PlanNode) =>
    table(node) ??
    String(node['CTE Name'] ?? node['Function Name'] ?? node['Tuplestore Name'] ?? node['Node Type']);

  const called = (node: PlanNode) =>
    partitions.get(node)?.alias ?? node.Alias ?? node['Relation Name'] ?? null;
  const aliases = numberedAliases(nodes, called, source);
  const byAlias = new Map<string, { id: string; table: CatalogTable | undefined }>();
  for (const node of nodes) {
    const name = called(node);
    const own = node.Alias ?? node['Relation Name'];
    if (name === null || own === undefined) continue;
    const known = { id: aliases.get(`${source(node)} ${name}`)!, table: tables.get(node) };
    byAlias.set(own, known);
    // Above an Append, columns are the partitioned table's.
    if (!byAlias.has(name)) byAlias.set(name, known);
  }
  const alone = aliases.size === 1;
  const [only] = alone ? [...byAlias.values()] : [];

  const nameOf = (qualifier: string | null, name: string) => {
    const of = qualifier === null ? only : byAlias.get(qualifier);
    const column = of?.table ? catalog!.columnName(of.table, name) : name;
    const shown = withType(column, of?.table && catalog!.column(of.table, name)?.type);
    if (qualifier === null || (alone && of)) return shown;
    return `${of?.id ?? qualifier}.${shown}`;
  };
  const keys = (value: unknown) => mapTexts(maskedText(value, nameOf), withoutNeedlessCasts);
  const indexOf = (node: PlanNode) => {
    const name = node['Index Name'];
    return name === undefined ? undefined : catalog?.index(tables.get(heaps.get(node) ?? node), name);
  };
  const inDefinition = (node: PlanNode, text: string) => {
    const of = tables.get(heaps.get(node) ?? node);
    return of
      ? text.replace(/(?<!')\b[\p{L}_][\w$]*\b(?!\()/gu, (name) => catalog!.columnName(of, name))
      : text;
  };
  return {
    relation,
    table,
    alias: (node) => {
      const name = called(node);
      return name === null ? null : (aliases.get(`${source(node)} ${name}`) ?? null);
    },
    index(node) {
      const name = node['Index Name'];
      if (name === undefined) return null;
      const known = indexOf(node);
      if (known) return inDefinition(node, known.definition);
      const heap = heaps.get(node);
      if (!heap || !partitions.has(heap)) return name;
      const own = heap['Relation Name']!;
      return name.startsWith(own) ? `…${name.slice(own.length)}` : maskedPartition(name);
    },
    indexKeys(node) {
      const known = indexOf(node);
      return known ? inDefinition(node, known.keys.join(', ')) : null;
    },
    keys,
    condition: (value) => mapTexts(keys(value), conditionText),
  };
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, map));
  return typeof value === 'string' ? map(value) : value;
}
