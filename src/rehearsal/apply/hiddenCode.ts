import type { Client } from 'pg';

/** Code of the database's own by which a statement may lock what it does not name. */
export interface HiddenCode {
  /** Whether it runs with statements that name these relations, whatever they say. */
  always: boolean;
  /** Functions that a statement may call by name; lower case. */
  functions: string[];
}

// Functions in C and internal ones take locks of their own in no extension that is common.
const code = {
  name: 'pgrehearse_hidden_code',
  text: `
    WITH functions AS (
      SELECT p.oid, pg_catalog.lower(p.proname) AS name FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
       WHERE p.oid >= 16384 AND l.lanname NOT IN ('c', 'internal')
         AND p.prorettype NOT IN ('pg_catalog.trigger'::pg_catalog.regtype, 'pg_catalog.event_trigger'::pg_catalog.regtype)
    )
    SELECT EXISTS (
             SELECT FROM pg_catalog.unnest($1::text[]) AS named (name)
               LEFT JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(named.name)
              WHERE c.oid IS NULL OR c.relkind <> 'r' OR c.relhassubclass OR c.relhasrules OR c.relrowsecurity
                 OR EXISTS (SELECT FROM pg_catalog.pg_trigger t
                             WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D')
           ) OR EXISTS (
             SELECT FROM pg_catalog.pg_depend d JOIN functions f ON f.oid = d.refobjid
              WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                AND d.classid IN ('pg_catalog.pg_attrdef'::pg_catalog.regclass,
                                  'pg_catalog.pg_constraint'::pg_catalog.regclass,
                                  'pg_catalog.pg_class'::pg_catalog.regclass)
           ) OR $2 AND EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D') AS always,
           ARRAY(SELECT DISTINCT name FROM functions) AS functions`,
};

/** Asked on the migrating session, which sees what it has not committed. */
export async function readHiddenCode(
  session: Client,
  { kind, relations }: { kind: string; relations: readonly string[] },
): Promise<HiddenCode> {
  const isDefinition = kind === 'AlterTableStmt' || kind === 'CommentStmt';
  const { rows } = await session.query<HiddenCode>({ ...code, values: [relations, isDefinition] });
  return rows[0]!;
}
