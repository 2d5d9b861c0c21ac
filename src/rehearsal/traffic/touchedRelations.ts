import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import type { RelationGraph } from './RelationGraph.ts';

/** Of the partitions of one table that are not named, as many are looked at: they are locked alike. */
const shownChildren = 3;

export interface Touched {
  /** Tables, partitioned tables, views and materialized views, the likeliest first. */
  relations: RelationFacts[];
  /** Partitions that are left out, by the name of their table. */
  leftOut: { table: string; partitions: number }[];
}

/**
 * What statements touch, as far as their text and the catalogs tell: what they name; the table of an index; of a
 * partition its table, and of a table some partitions; the other side of foreign keys where something is dropped or
 * changes its type; dependent views under CASCADE.
 */
export function touchedRelations(
  statements: readonly Pick<Statement, 'kind' | 'sql' | 'relations'>[],
  all: readonly RelationFacts[],
  graph: RelationGraph,
): Touched {
  const byOid = new Map(all.map((relation) => [relation.oid, relation]));
  const byName = namesOf(all);
  const found = new Set<RelationFacts>();
  const add = (relation: RelationFacts | undefined) => {
    if (relation && 'rpvm'.includes(relation.kind)) found.add(relation);
  };
  const related = (edges: ReadonlyMap<number, readonly number[]>, { oid }: RelationFacts) =>
    (edges.get(oid) ?? []).flatMap((other) => byOid.get(other) ?? []);

  const named = statements.map((statement) => ({
    statement,
    relations: writtenIn(statement).flatMap((name) => byName.get(name) ?? []),
  }));
  for (const { relations } of named) {
    for (const relation of relations) {
      add(relation);
      if (relation.table !== null) for (const table of byName.get(relation.table) ?? []) add(table);
    }
  }
  for (const { statement, relations } of named) {
    for (const relation of relations) {
      if (reachesPartners(statement)) related(graph.partners, relation).forEach(add);
      if (cascades(statement)) related(graph.views, relation).forEach(add);
    }
  }
  for (const relation of [...found]) related(graph.parents, relation).forEach(add);
  const leftOut: Touched['leftOut'] = [];
  for (const relation of [...found]) {
    const children = related(graph.children, relation).filter((child) => !found.has(child));
    spread(children).forEach(add);
    const partitions = children.length - spread(children).length;
    if (partitions > 0) leftOut.push({ table: relation.name, partitions });
  }
  return { relations: [...found], leftOut };
}

/** By schema-qualified name, and by the bare one as most are written. */
function namesOf(all: readonly RelationFacts[]): Map<string, RelationFacts[]> {
  const names = new Map<string, RelationFacts[]>();
  for (const relation of all) {
    const bare = relation.name.slice(relation.name.indexOf('.') + 1);
    for (const name of [relation.name, bare]) names.set(name, [...(names.get(name) ?? []), relation]);
  }
  return names;
}

/** The body of a DO or the arguments of a CALL are text to the parser: their words may be names. */
function writtenIn({ kind, sql, relations }: Pick<Statement, 'kind' | 'sql' | 'relations'>): string[] {
  if (kind !== 'DoStmt' && kind !== 'CallStmt') return [...relations];
  return [...new Set([...relations, ...(sql.match(/[\w$\u0080-\uffff]+(?:\.[\w$\u0080-\uffff]+)?/g) ?? [])])];
}

/** Dropping a foreign key, a table or a column that has one locks the other table, too; so does TRUNCATE … CASCADE. */
function reachesPartners({ kind, sql }: Pick<Statement, 'kind' | 'sql'>): boolean {
  return kind === 'TruncateStmt' || /\b(?:drop|type)\b/i.test(sql);
}

function cascades({ sql }: Pick<Statement, 'sql'>): boolean {
  return /\bcascade\b/i.test(sql);
}

/** The first, the last and one between. */
function spread<T>(children: readonly T[]): T[] {
  if (children.length <= shownChildren) return [...children];
  return [children[0]!, children[children.length >> 1]!, children.at(-1)!];
}
