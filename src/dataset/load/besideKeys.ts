import type { Client } from 'pg';
import type { LoadMode } from './LoadMode.ts';
import { literal, quoted } from './quoted.ts';

/**
 * For the owner of the tables who is no superuser: foreign keys are dropped and added again from their
 * own definitions, triggers and forced row-level security are disabled; other keys and indexes are kept up row by row.
 */
export function besideKeys(tables: readonly string[]): LoadMode {
  let restore: string[] = [];
  return {
    note: 'loading with indexes in place: the role is not a superuser',
    async session(client) {
      await client.query("set maintenance_work_mem = '256MB'");
    },
    async suspend(client) {
      const changes = [
        ...(await forcedSecurity(client, tables)),
        ...(await foreignKeys(client, tables)),
        ...(await triggers(client, tables)),
      ];
      restore = changes.flatMap(({ after }) => after);
      for (const { before } of changes) await client.query(before);
    },
    async rebuild() {},
    async resume(client) {
      for (const statement of restore) await client.query(statement);
    },
  };
}

interface Change {
  before: string;
  after: string[];
}

/** An owner passes row-level security, unless it is forced; COPY refuses where it holds. */
async function forcedSecurity(client: Client, tables: readonly string[]): Promise<Change[]> {
  const { rows } = await client.query<{ table: string }>(
    `select c.oid::regclass::text as table from pg_class c
     where c.relforcerowsecurity and c.oid = any($1::regclass[]) order by c.oid`,
    [tables],
  );
  return rows.map(({ table }) => ({
    before: `alter table ${table} no force row level security`,
    after: [`alter table ${table} force row level security`],
  }));
}

async function foreignKeys(client: Client, tables: readonly string[]): Promise<Change[]> {
  const { rows } = await client.query<{
    table: string;
    name: string;
    definition: string;
    comment: string | null;
  }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(r.relname) as table, c.conname::text as name,
       pg_get_constraintdef(c.oid) as definition, obj_description(c.oid, 'pg_constraint') as comment
     from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
     where c.contype = 'f' and c.conparentid = 0 and c.conrelid = any($1::regclass[]) order by c.oid`,
    [tables],
  );
  return rows.map(({ table, name, definition, comment }) => {
    const after = [`alter table ${table} add constraint ${quoted(name)} ${definition}`];
    if (comment !== null)
      after.push(`comment on constraint ${quoted(name)} on ${table} is ${literal(comment)}`);
    return { before: `alter table ${table} drop constraint ${quoted(name)}`, after };
  });
}

async function triggers(client: Client, tables: readonly string[]): Promise<Change[]> {
  const { rows } = await client.query<{ table: string; name: string; how: string }>(
    `select t.tgrelid::regclass::text as table, t.tgname::text as name,
       case t.tgenabled when 'A' then 'always ' when 'R' then 'replica ' else '' end as how
     from pg_trigger t
     where not t.tgisinternal and t.tgenabled <> 'D' and t.tgrelid = any($1::regclass[]) order by t.oid`,
    [tables],
  );
  return rows.map(({ table, name, how }) => ({
    before: `alter table ${table} disable trigger ${quoted(name)}`,
    after: [`alter table ${table} enable ${how}trigger ${quoted(name)}`],
  }));
}
