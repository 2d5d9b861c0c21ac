import type { Client } from 'pg';

/**
 * What is done around COPY so that rows are stored without keeping keys and triggers up row by row. Foreign
 * keys hold nothing back in either mode: they are checked before `resume`.
 */
export interface LoadMode {
  /** Said to the user where the load is not the fast one. */
  readonly note: string | null;
  /** Settings of each loading session. */
  session(client: Client): Promise<void>;
  /** Before any row. */
  suspend(client: Client): Promise<void>;
  /** After the rows: builds what was left out. Throws the server's error for duplicates. */
  rebuild(client: Client, table: string): Promise<void>;
  /** After all tables, when their foreign keys are known to hold. */
  resume(client: Client): Promise<void>;
}

/** The tables that hold rows of a table: itself, or all its partitions. Oid as number, name quoted. */
export async function heapsOf(
  client: Client,
  tables: readonly string[],
): Promise<{ root: string; oid: number; name: string }[]> {
  const { rows } = await client.query<{ root: string; oid: number; name: string }>(
    `with recursive tree as (
       select name as root, name::regclass::oid as oid from unnest($1::text[]) name
       union all
       select tree.root, i.inhrelid from tree join pg_inherits i on i.inhparent = tree.oid
       join pg_class p on p.oid = i.inhparent and p.relkind = 'p')
     select distinct tree.root, tree.oid::int8::float8 as oid,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
     from tree join pg_class c on c.oid = tree.oid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' order by 1, 3`,
    [tables],
  );
  return rows;
}
