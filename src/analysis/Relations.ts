import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { RelationFacts } from '../evidence/RelationFacts.ts';
import { type RelationName, relationName } from './relationName.ts';

/** The relations of the evidence, found by OID or by the name that a server message or a statement gives. */
export class Relations {
  readonly #byOid: Map<number, RelationFacts>;
  readonly #names: Map<RelationFacts, RelationName>;

  constructor(relations: readonly RelationFacts[]) {
    this.#byOid = new Map(relations.map((relation) => [relation.oid, relation]));
    this.#names = new Map(relations.map((relation) => [relation, relationName(relation.name)]));
  }

  /** As they were before one migration. */
  before({ relations }: Pick<MigrationEvidence, 'relations'>): Relations {
    if (!relations) return this;
    const { changed, gone } = relations;
    const others = new Set([...gone, ...changed.map(({ oid }) => oid)]);
    return new Relations([...[...this.#byOid.values()].filter(({ oid }) => !others.has(oid)), ...changed]);
  }

  /** TOAST tables and their indexes are locked with their table and say nothing more. */
  visibleName(oid: number): string | undefined {
    const relation = this.byOid(oid);
    return relation && relation.kind !== 't' && !relation.name.startsWith('pg_toast.')
      ? relation.name
      : undefined;
  }

  /** Undefined for what the migration itself created. */
  byOid(oid: number): RelationFacts | undefined {
    return this.#byOid.get(oid);
  }

  /** By its qualified name, as PostgreSQL prints it. */
  called(name: string): RelationFacts | undefined {
    return [...this.#byOid.values()].find((relation) => relation.name === name);
  }

  /**
   * The relation that a message such as `rewriting table "orders"` means: of those with this name the one that the
   * migration has locked.
   * @param locks.oids those that the statement took first
   * @param locks.bearers who bore the name right after the statement, where that was looked up
   * @param locks.complete whether every lock is known; then a name without a lock is that of a new relation
   */
  named(
    wanted: RelationName,
    locks: { oids: readonly number[]; complete: boolean; bearers?: readonly number[] | undefined },
  ): RelationFacts | undefined {
    if (locks.bearers) {
      const locked = locks.oids.find((oid) => locks.bearers!.includes(oid));
      const oid = locked ?? (locks.complete ? undefined : locks.bearers[0]);
      return oid === undefined ? undefined : this.byOid(oid);
    }
    const named = [...this.#names].flatMap(([relation, { schema, name }]) =>
      name === wanted.name && (wanted.schema ?? schema) === schema ? [relation] : [],
    );
    const locked = named.find(({ oid }) => locks.oids.includes(oid));
    return locked ?? (locks.complete ? undefined : named[0]);
  }
}
