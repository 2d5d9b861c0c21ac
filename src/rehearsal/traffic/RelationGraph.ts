import type { Client } from 'pg';

/** How relations hang together, by OID. */
export interface RelationGraph {
  /** Tables that a foreign key joins, in both directions. */
  partners: ReadonlyMap<number, readonly number[]>;
  /** Of a partition, an attached index or an inheriting table. */
  parents: ReadonlyMap<number, readonly number[]>;
  children: ReadonlyMap<number, readonly number[]>;
  /** Views and materialized views that read a relation. */
  views: ReadonlyMap<number, readonly number[]>;
  /** What a view reads itself. */
  read: ReadonlyMap<number, readonly number[]>;
}

/** Read before the migrations, from the catalogs alone. */
export async function readRelationGraph(client: Client): Promise<RelationGraph> {
  const keys = await edges(
    client,
    `SELECT conrelid, confrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid <> confrelid`,
  );
  const inherits = await edges(client, 'SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits');
  const views = await edges(
    client,
    `SELECT DISTINCT d.refobjid, r.ev_class FROM pg_catalog.pg_depend d
       JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
      WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.refobjid <> r.ev_class AND d.refobjid >= 16384`,
  );
  return {
    partners: byFirst([...keys, ...keys.map(turned)]),
    parents: byFirst(inherits),
    children: byFirst(inherits.map(turned)),
    views: byFirst(views),
    read: byFirst(views.map(turned)),
  };
}

/** What a view reads, through other views, too. */
export function readBy(view: number, { read }: RelationGraph): number[] {
  const found = new Set<number>();
  const next = [view];
  for (let oid = next.pop(); oid !== undefined; oid = next.pop()) {
    for (const other of read.get(oid) ?? []) {
      if (found.has(other)) continue;
      found.add(other);
      next.push(other);
    }
  }
  return [...found];
}

type Edge = readonly [from: number, to: number];

async function edges(client: Client, sql: string): Promise<Edge[]> {
  const { rows } = await client.query<[number, number]>({
    text: `SELECT a::int8::float8, b::int8::float8 FROM (${sql}) AS e (a, b) ORDER BY a, b`,
    rowMode: 'array',
  });
  return rows;
}

function turned([from, to]: Edge): Edge {
  return [to, from];
}

function byFirst(all: readonly Edge[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [from, to] of all) found.set(from, [...(found.get(from) ?? []), to]);
  return found;
}
