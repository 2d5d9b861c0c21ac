import type { Client } from 'pg';

const query = `
WITH spaces AS (
  SELECT oid, pg_catalog.quote_ident(nspname) AS name FROM pg_catalog.pg_namespace
   WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_toast%' AND nspname NOT LIKE 'pg\\_temp%'
), relations AS (
  SELECT c.*, s.name || '.' || pg_catalog.quote_ident(c.relname) AS name FROM pg_catalog.pg_class c JOIN spaces s ON s.oid = c.relnamespace
   WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
)
SELECT 'schema ' || name AS line FROM spaces
UNION ALL
SELECT CASE relkind WHEN 'r' THEN 'table ' WHEN 'p' THEN 'partitioned table ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' ELSE 'foreign table ' END
       || name || CASE relpersistence WHEN 'u' THEN ' unlogged' ELSE '' END
       || CASE WHEN relrowsecurity THEN ' row security' ELSE '' END || CASE WHEN relforcerowsecurity THEN ' forced' ELSE '' END
       || CASE relreplident WHEN 'd' THEN '' ELSE ' replica identity ' || relreplident::text END
       || coalesce(' ' || pg_catalog.pg_get_expr(relpartbound, oid), '')
       || coalesce(' inherits ' || (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i WHERE i.inhrelid = relations.oid), '')
       || coalesce(' with ' || reloptions::text, '')
       || CASE WHEN relkind IN ('v', 'm') THEN ' as ' || pg_catalog.pg_get_viewdef(oid) ELSE '' END
  FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT 'column ' || r.name || '.' || pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
       || CASE WHEN a.attcollation <> t.typcollation THEN ' collate ' || a.attcollation::regcollation::text ELSE '' END
       || CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' ELSE '' END
       || CASE a.attgenerated WHEN '' THEN coalesce(' default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '')
          ELSE ' generated ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid) END
  FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind IN ('r', 'p', 'v', 'm', 'f')
UNION ALL
SELECT 'constraint ' || coalesce(r.name, 'domain ' || c.contypid::regtype::text) || ' ' || pg_catalog.quote_ident(c.conname) || ' ' || pg_catalog.pg_get_constraintdef(c.oid)
  FROM pg_catalog.pg_constraint c LEFT JOIN relations r ON r.oid = c.conrelid
 WHERE (r.oid IS NOT NULL OR c.contypid <> 0) AND c.connamespace IN (SELECT oid FROM spaces) AND c.contype <> 'n'
UNION ALL
SELECT 'index ' || pg_catalog.pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
  FROM pg_catalog.pg_index i JOIN relations r ON r.oid = i.indexrelid
UNION ALL
SELECT 'sequence ' || r.name || ' ' || s.seqtypid::regtype::text || ' ' || concat_ws(' ', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)
  FROM relations r JOIN pg_catalog.pg_sequence s ON s.seqrelid = r.oid
UNION ALL
SELECT 'trigger ' || pg_catalog.pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_catalog.pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL
SELECT 'policy ' || r.name || ' ' || pg_catalog.quote_ident(p.polname) || ' ' || p.polcmd::text || ' ' || coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') || ' ' || coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
  FROM pg_catalog.pg_policy p JOIN relations r ON r.oid = p.polrelid
UNION ALL
SELECT 'function ' || p.oid::regprocedure::text || ' ' || pg_catalog.md5(pg_catalog.pg_get_functiondef(p.oid))
  FROM pg_catalog.pg_proc p JOIN spaces s ON s.oid = p.pronamespace
 WHERE p.prokind IN ('f', 'p') AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'type ' || t.oid::regtype::text || coalesce(' enum ' || (SELECT string_agg(pg_catalog.quote_literal(enumlabel), ', ' ORDER BY enumsortorder) FROM pg_catalog.pg_enum WHERE enumtypid = t.oid), '')
       || CASE WHEN t.typtype = 'd' THEN ' domain ' || pg_catalog.format_type(t.typbasetype, t.typtypmod) ELSE '' END
  FROM pg_catalog.pg_type t JOIN spaces s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd')
UNION ALL
SELECT 'grant ' || r.name || ' ' || coalesce(a.grantee::regrole::text, 'public') || ' ' || string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
  FROM relations r CROSS JOIN LATERAL pg_catalog.aclexplode(r.relacl) a WHERE a.grantee <> r.relowner GROUP BY r.name, a.grantee
UNION ALL
SELECT 'rule ' || pg_catalog.pg_get_ruledef(w.oid) FROM pg_catalog.pg_rewrite w JOIN relations r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
UNION ALL
SELECT 'composite type ' || r.name || ' ' || string_agg(pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
  FROM relations r JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE r.relkind = 'c' GROUP BY r.name
UNION ALL
SELECT 'aggregate ' || p.oid::regprocedure::text FROM pg_catalog.pg_proc p JOIN spaces s ON s.oid = p.pronamespace WHERE p.prokind = 'a'
UNION ALL
SELECT 'publication ' || pg_catalog.quote_ident(p.pubname) || coalesce(' ' || (SELECT string_agg(r.prrelid::regclass::text, ', ' ORDER BY r.prrelid::regclass::text) FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid), '') FROM pg_catalog.pg_publication p
UNION ALL
SELECT 'event trigger ' || pg_catalog.quote_ident(evtname) || ' ' || evtevent || ' ' || evtfoid::regproc::text || ' ' || evtenabled::text FROM pg_catalog.pg_event_trigger
UNION ALL
SELECT 'extension ' || extname || ' ' || extversion FROM pg_catalog.pg_extension
UNION ALL
SELECT 'statistics ' || pg_catalog.pg_get_statisticsobjdef(oid) FROM pg_catalog.pg_statistic_ext
UNION ALL
SELECT 'comment ' || pg_catalog.quote_literal(d.description) || ' on ' || r.name || coalesce('.' || pg_catalog.quote_ident(a.attname), '')
  FROM pg_catalog.pg_description d JOIN relations r ON r.oid = d.objoid AND d.classoid = 'pg_catalog.pg_class'::regclass
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.objsubid AND d.objsubid > 0
ORDER BY 1`;

/** The schema as sorted lines, one for each object, in words that do not depend on OIDs or column order. */
export async function schemaSnapshot(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(query);
  return rows.map(({ line }) => line);
}

/** `- ` for what is missing, `+ ` for what is left behind. */
export function schemaDifference(before: readonly string[], after: readonly string[]): string[] {
  const had = new Set(before);
  const has = new Set(after);
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}
