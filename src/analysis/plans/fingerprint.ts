import { createHash } from 'node:crypto';
import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../evidence/PlanCatalog.ts';
import { accessShape } from './accessShape.ts';
import { catalogNames } from './CatalogNames.ts';
import { nodeIdentity } from './nodeIdentity.ts';
import { type PlanNames, planNames } from './PlanNames.ts';
import { semanticShape } from './semanticShape.ts';

/** Changes with what fingerprints are made of: those of other versions say nothing of each other. */
export const fingerprintVersion = 2;

export interface Fingerprint {
  exact: string;
  semantic: string;
  access: string;
}

/**
 * A plan's identity at three levels. Exact: every node with its keys and conditions, constants masked. Semantic: without
 * what only carries a plan out, whatever partitions it reads. Access: which tables are read how, in which join order.
 * @param catalog tells what indexes and partitions are, whatever their names; without it names stand for themselves
 * @param before the catalog before the migrations: what was renamed since is known by its name there
 */
export function fingerprint(
  plan: ExplainPlan,
  catalog: PlanCatalog | null = null,
  before: PlanCatalog | null = null,
): Fingerprint {
  const names = planNames(plan, catalog && catalogNames(catalog, before));
  return {
    exact: hash(exactShape(plan.Plan, names)),
    semantic: hash(semanticShape(plan.Plan, names)),
    access: hash(accessShape(plan.Plan, names)),
  };
}

/** Whether two fingerprints are of one version, so that they can be compared. */
export function comparable(a: string, b: string): boolean {
  return versionOf(a) === versionOf(b);
}

function exactShape(node: PlanNode, names: PlanNames): unknown {
  const { kind, role, relation, alias, index, arbiters, keys, conditions } = nodeIdentity(node, names);
  const children = (node.Plans ?? []).map((child) => exactShape(child, names));
  return [kind, role, relation, alias, index, arbiters, keys, conditions, children];
}

/** `2.` and 16 hexadecimal digits. */
function hash(value: unknown): string {
  const digits = createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
  return `${fingerprintVersion}.${digits}`;
}

function versionOf(text: string): string {
  return text.includes('.') ? text.slice(0, text.indexOf('.')) : '1';
}
