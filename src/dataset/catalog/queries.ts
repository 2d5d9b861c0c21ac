/** Tables are those of ours: not the system's, not an extension's, not temporary. */
const ours = `
  n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
  and not exists (select from pg_depend e
    where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')`;

const qualified = (relation: string, schema: string) =>
  `quote_ident(${schema}.nspname) || '.' || quote_ident(${relation}.relname)`;

const names = (numbers: string, relation: string) => `
  (select array_agg(a.attname::text order by k.place)
   from unnest(${numbers}) with ordinality k (number, place)
   join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

export const tablesQuery = `
  select c.oid::int8::float8 as oid, ${qualified('c', 'n')} as name,
    case when c.relispartition then 'partition' when c.relkind = 'p' then 'partitioned' else 'table' end as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ours}
  order by name`;

export const columnsQuery = `
  select c.oid::int8::float8 as table, a.attname::text as name, a.atttypid::int8::float8 as "typeOid", a.atttypmod as modifier,
    format_type(a.atttypid, a.atttypmod) as "typeName", a.attnotnull as "notNull", t.typnotnull as "typeNotNull",
    a.atthasdef or a.attidentity <> '' or t.typdefault is not null as "hasDefault",
    (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum) as "defaultSql",
    a.attidentity <> '' as identity, a.attgenerated <> '' as generated,
    array(select quote_ident(sn.nspname) || '.' || quote_ident(s.relname)
      from pg_class s join pg_namespace sn on sn.oid = s.relnamespace
      where s.relkind = 'S' and (
        exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = s.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum
          and d.deptype in ('a', 'i'))
        or exists (select from pg_attrdef f join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = f.oid
          where f.adrelid = c.oid and f.adnum = a.attnum and d.refclassid = 'pg_class'::regclass and d.refobjid = s.oid))
      order by 1) as sequences
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  where c.relkind in ('r', 'p') and ${ours}
  order by c.oid, a.attnum`;

export const typesQuery = `
  select t.oid::int8::float8 as oid, t.typname::text as name, t.typtype as type, t.typcategory as category,
    t.typbasetype::int8::float8 as "domainOf", t.typtypmod as "domainModifier",
    case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as "domainOfName",
    case t.typtype when 'r' then (select rngsubtype from pg_range where rngtypid = t.oid)
      when 'm' then (select rngtypid from pg_range where to_jsonb(pg_range) ->> 'rngmultitypid' = t.oid::text)
      else t.typelem end::int8::float8 as element,
    array(select enumlabel::text from pg_enum where enumtypid = t.oid order by enumsortorder) as labels,
    case when t.typtype = 'd' then array(select conname::text from pg_constraint where contypid = t.oid and contype = 'c' order by oid) end
      as "checkNames",
    case when t.typtype = 'd' then array(select pg_get_constraintdef(oid) from pg_constraint
      where contypid = t.oid and contype = 'c' order by oid) end as checks,
    case when t.typtype = 'c' then (select jsonb_agg(jsonb_build_object('name', attname, 'oid', atttypid::int8,
        'modifier', atttypmod, 'typeName', format_type(atttypid, atttypmod)) order by attnum)
      from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped) end as fields
  from pg_type t`;

export const leavesQuery = `
  with recursive tree as (
    select c.oid as root, c.oid, array(select a.attname::text from pg_attribute a
        where a.attrelid = c.oid and a.attnum = any (p.partattrs::int2[])) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_partitioned_table p on p.partrelid = c.oid
    where c.relkind = 'p' and not c.relispartition and ${ours}
    union all
    select tree.root, i.inhrelid, tree.columns || array(select a.attname::text from pg_attribute a
        join pg_partitioned_table p on p.partrelid = i.inhrelid
        where a.attrelid = i.inhrelid and a.attnum = any (p.partattrs::int2[]))
    from tree join pg_inherits i on i.inhparent = tree.oid)
  select tree.root::int8::float8 as table, ${qualified('c', 'n')} as name, tree.columns,
    pg_get_partition_constraintdef(c.oid) as constraint
  from tree join pg_class c on c.oid = tree.oid join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' order by 1, 2`;

export const indexesQuery = `
  select c.oid::int8::float8 as table, i.relname::text as name,
    case when x.indisprimary then 'primary' when x.indisexclusion then 'exclusion' else 'unique' end as kind,
    case when x.indexprs is null then ${names('(x.indkey::int2[])[0:x.indnkeyatts - 1]', 'c.oid')} end as columns,
    coalesce(${names('(x.indkey::int2[])[0:x.indnkeyatts - 1]', 'c.oid')}, '{}') as plain,
    pg_get_indexdef(x.indexrelid) as definition, x.indpred is not null as partial,
    pg_get_expr(x.indpred, x.indrelid) as predicate,
    coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) = false as "nullsDistinct"
  from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
  join pg_namespace n on n.oid = c.relnamespace
  where (x.indisunique or x.indisexclusion) and ${ours}
  order by c.oid, not x.indisprimary, i.relname`;

export const constraintsQuery = `
  select c.oid::int8::float8 as table, o.contype as kind, o.conname::text as name,
    pg_get_constraintdef(o.oid) as definition,
    coalesce(${names('o.conkey', 'c.oid')}, '{}') as columns,
    case when o.contype = 'f' then ${qualified('p', 'pn')} end as parent,
    case when o.contype = 'f' then ${names('o.confkey', 'o.confrelid')} end as "parentColumns",
    o.convalidated as validated, o.confmatchtype = 'f' as full
  from pg_constraint o join pg_class c on c.oid = o.conrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_class p on p.oid = o.confrelid left join pg_namespace pn on pn.oid = p.relnamespace
  where o.contype in ('c', 'f') and o.conparentid = 0 and ${ours}
  order by c.oid, o.conname`;
