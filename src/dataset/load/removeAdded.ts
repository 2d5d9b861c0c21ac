import type { Client } from 'pg';

/** A point in time that tells rows apart by the transaction that wrote them. */
export type Before = { readonly transaction: string };

export async function beforeLoading(client: Client): Promise<Before> {
  const { rows } = await client.query<{ id: string }>('select (txid_current() % 4294967296)::text as id');
  return { transaction: rows[0]!.id };
}

/** Empties a table of what was loaded, and leaves what migrations had put there. */
export async function removeAdded(client: Client, table: string, { transaction }: Before): Promise<void> {
  await client.query(`delete from ${table} where age(xmin) <= age('${transaction}'::xid)`);
  await client.query(`vacuum ${table}`);
}
