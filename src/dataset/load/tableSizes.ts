import type { Client } from 'pg';

/** Tables with rows: how many, and their bytes with indexes and TOAST; a partitioned table as a whole. */
export async function tableSizes(client: Client): Promise<{ name: string; rows: number; bytes: number }[]> {
  const { rows } = await client.query<{ name: string; bytes: number; partitioned: boolean }>(
    `with recursive tree as (
       select oid as root, oid from pg_class where relkind in ('r', 'p') and not relispartition
       union all
       select tree.root, i.inhrelid from tree join pg_class p on p.oid = tree.oid and p.relkind = 'p'
       join pg_inherits i on i.inhparent = p.oid)
     select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
       sum(pg_total_relation_size(tree.oid))::float8 as bytes, c.relkind = 'p' as partitioned
     from tree join pg_class c on c.oid = tree.root join pg_namespace n on n.oid = c.relnamespace
     where n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
     group by 1, c.relkind having sum(pg_relation_size(tree.oid)) > 0 order by 1`,
  );
  const sizes = [];
  for (const { name, bytes, partitioned } of rows) {
    // Rows of tables that inherit from this one are theirs.
    const from = partitioned ? name : `only ${name}`;
    const counted = await client.query<{ count: number }>(`select count(*)::float8 as count from ${from}`);
    sizes.push({ name, rows: counted.rows[0]!.count, bytes });
  }
  return sizes;
}
