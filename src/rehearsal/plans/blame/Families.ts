import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import { type PlannedRelation, plannedRelations } from '../catalog/plannedRelations.ts';
import { plansOf } from '../plansOf.ts';
import type { TrackedQuery } from './TrackedQuery.ts';

/** Which tables are a query's, whatever they were called in the course of time: those in its plans and what shares a root with them. */
export class Families {
  readonly #oids = new Map<string, Set<number>>();
  /** A table that is attached has one that it had not. */
  readonly #roots = new Map<number, Set<number>>();

  meet({ tables }: PlanCatalog): void {
    for (const { oid, root, ...names } of tables) {
      entry(this.#oids, keyOf(names)).add(oid);
      entry(this.#roots, oid).add(root ?? oid);
    }
  }

  of({ bound }: TrackedQuery): ReadonlySet<number> {
    const own = plannedRelations(plansOf(bound.evidence)).flatMap((one) => [
      ...(this.#oids.get(keyOf(one)) ?? []),
    ]);
    const roots = new Set(own.flatMap((oid) => [...(this.#roots.get(oid) ?? [])]));
    return new Set(
      [...this.#roots].flatMap(([oid, of]) => ([...of].some((root) => roots.has(root)) ? [oid] : [])),
    );
  }
}

function keyOf({ schema, name }: PlannedRelation): string {
  return JSON.stringify([schema, name]);
}

function entry<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const found = map.get(key) ?? new Set<V>();
  map.set(key, found);
  return found;
}
