/**
 * The PL/pgSQL that looks at production. It reads catalogs, and takes ACCESS SHARE on them alone: no function that
 * opens a user's relation (pg_relation_size, pg_partition_tree), since those wait behind ACCESS EXCLUSIVE. Where a
 * user's table has to be read, each read is a subtransaction that is rolled back, which lets go of its lock, and whose
 * failure is written down by its SQLSTATE alone, as messages may quote values.
 * @param options a literal: JSON of what `productionStatements` gives
 */
export function captureBody(options: string): string {
  return `
DECLARE
  options CONSTANT jsonb := ${options};
  exact CONSTANT boolean := options ->> 'exact';
  page CONSTANT bigint := current_setting('block_size');
  major CONSTANT int := current_setting('server_version_num')::int / 10000;
  me CONSTANT text := quote_ident(current_user);
  wanted CONSTANT text[] := ARRAY(SELECT jsonb_array_elements_text(options -> 'values'));
  schemas CONSTANT text[] := CASE WHEN jsonb_typeof(options -> 'schemas') = 'array'
                                  THEN ARRAY(SELECT jsonb_array_elements_text(options -> 'schemas')) END;
  s record;
  t record;
  f record;
  h record;
  roles text;
  entries text;
  foreign_keys text;
  tables text[] := '{}';
  histories text[] := '{}';
  not_read text[] := '{}';
  unseen text[] := '{}';
  secured text[] := '{}';
  unanalyzed text[] := '{}';
  seen_values text[] := '{}';
  unseen_columns boolean;
  counts jsonb := '{}';
  distincts jsonb;
  row_count bigint;
  is_exact boolean;
  n bigint;
  sizes bigint[];
  quantiles bigint[];
  done oid[] := '{}';
  late boolean := false;
  problem text;
  head text;
  fan json;
  list text;
  condition text;
BEGIN
  -- What every session of this database gets: the database's own setting, else the server's. What this session has
  -- from its role or its client says nothing of production's others.
  WITH own AS (
    SELECT lower(split_part(entry, '=', 1)) AS name, substr(entry, strpos(entry, '=') + 1) AS value,
           o.setrole = 0 AS for_all, o.setdatabase <> 0 AS for_database
      FROM pg_db_role_setting o, unnest(o.setconfig) entry
     WHERE o.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
       AND (o.setrole = 0 OR o.setrole = (SELECT oid FROM pg_roles WHERE rolname = session_user))
  ), known AS (
    SELECT p.name, p.boot_val, p.reset_val, p.unit, p.setting,
           (SELECT o.value FROM own o WHERE o.name = lower(p.name) AND o.for_all ORDER BY o.for_database DESC LIMIT 1) AS given,
           p.source = 'client' OR EXISTS (SELECT FROM own o WHERE o.name = lower(p.name) AND NOT o.for_all) AS of_session
      FROM pg_settings p
     WHERE p.name IN (SELECT jsonb_array_elements_text(options -> 'settings')) OR p.name = 'TimeZone'
  ), valued AS (
    SELECT name, given IS NULL AND of_session AS hidden, given IS NOT NULL OR reset_val IS DISTINCT FROM boot_val AS differs,
           CASE WHEN given IS NOT NULL THEN given
                WHEN setting IS NOT DISTINCT FROM reset_val THEN current_setting(name)
                ELSE reset_val || CASE WHEN unit IN ('ms', 's', 'min', 'B', 'kB', 'MB') THEN unit ELSE '' END END AS value
      FROM known
  )
  SELECT coalesce((SELECT value FROM valued WHERE name = 'TimeZone' AND NOT hidden), 'UTC') AS timezone,
         coalesce((SELECT json_object_agg(name, value ORDER BY name COLLATE "C")
                     FROM valued WHERE differs AND NOT hidden AND name <> 'TimeZone'), '{}') AS settings,
         (SELECT string_agg(name, ', ' ORDER BY name COLLATE "C") FROM valued WHERE hidden) AS hidden,
         coalesce((SELECT json_object_agg(extname, extversion ORDER BY extname)
                     FROM pg_extension WHERE extname <> 'plpgsql'), '{}') AS extensions,
         pg_encoding_to_char(d.encoding) AS encoding,
         json_strip_nulls(json_build_object(
           'provider', CASE to_jsonb(d) ->> 'datlocprovider' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
           'collate', d.datcollate, 'ctype', d.datctype,
           'locale', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
           'version', to_jsonb(d) ->> 'datcollversion')) AS locale
    INTO s FROM pg_database d WHERE d.datname = current_database();
  IF s.hidden IS NOT NULL THEN
    not_read := not_read || json_build_object('what', 'settings: ' || s.hidden,
      'reason', 'the role ' || me || ' or its client has its own',
      'remedy', 'Capture as a role without settings of its own: ALTER ROLE ' || me || ' RESET ALL')::text;
  END IF;

  SELECT string_agg(E'\\n    ' || json_build_object('name', r.rolname, 'superuser', r.rolsuper, 'inherit', r.rolinherit,
           'createRole', r.rolcreaterole, 'createDatabase', r.rolcreatedb, 'login', r.rolcanlogin,
           'replication', r.rolreplication, 'bypassRowSecurity', r.rolbypassrls,
           'memberOf', ARRAY(SELECT DISTINCT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                              WHERE m.member = r.oid ORDER BY 1))::text, ',' ORDER BY r.rolname)
    INTO roles FROM pg_roles r WHERE left(r.rolname, 3) <> 'pg_';

  FOR t IN
    WITH RECURSIVE own AS (
      SELECT c.oid, c.relkind, c.reltoastrelid, c.relname, ns.nspname, format('%I.%I', ns.nspname, c.relname) AS name
        FROM pg_class c JOIN pg_namespace ns ON ns.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND ns.nspname <> 'information_schema'
         AND left(ns.nspname, 3) <> 'pg_' AND (schemas IS NULL OR ns.nspname = ANY (schemas))
    ), tree AS (
      SELECT own.oid AS root, own.oid FROM own
      UNION ALL
      SELECT tree.root, i.inhrelid FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid
        JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p'
    ), leaves AS (
      SELECT tree.root, tree.oid, c.relpages,
             -- Before 14, 0 rows on 0 pages meant that nobody has looked.
             CASE WHEN c.reltuples > 0 OR c.reltuples = 0 AND (c.relpages > 0 OR major >= 14) THEN c.reltuples::bigint
                  WHEN pg_stat_get_live_tuples(c.oid) > 0 THEN pg_stat_get_live_tuples(c.oid) END AS rows,
             (SELECT coalesce(sum(x.relpages), 0) FROM pg_class x
               WHERE x.oid = c.reltoastrelid OR x.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = c.reltoastrelid)) AS toast,
             (SELECT coalesce(sum(x.relpages), 0) FROM pg_class x JOIN pg_index i ON i.indexrelid = x.oid WHERE i.indrelid = c.oid) AS indexes
        FROM tree JOIN pg_class c ON c.oid = tree.oid AND c.relkind <> 'p'
    )
    SELECT own.*, sum(l.rows) AS rows, coalesce(sum(l.relpages), 0) * page AS heap, coalesce(sum(l.toast), 0) * page AS toast,
           coalesce(sum(l.indexes), 0) * page AS indexes, array_remove(array_agg(l.oid::text), NULL) AS leaves,
           (SELECT format('%I.%I', pn.nspname, p.relname) FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
              JOIN pg_namespace pn ON pn.oid = p.relnamespace WHERE i.inhrelid = own.oid AND p.relkind = 'p') AS parent,
           (SELECT json_build_object(
                     'by', CASE k.partstrat WHEN 'l' THEN 'list' WHEN 'h' THEN 'hash' ELSE 'range' END,
                     'key', ARRAY(SELECT a.attname::text FROM unnest(k.partattrs) WITH ORDINALITY AS x (attnum, place)
                                    JOIN pg_attribute a ON a.attrelid = own.oid AND a.attnum = x.attnum AND x.attnum > 0 ORDER BY x.place),
                     'partitions', (SELECT count(*) FROM pg_inherits i WHERE i.inhparent = own.oid))
              FROM pg_partitioned_table k WHERE k.partrelid = own.oid) AS partitioned
      FROM own LEFT JOIN leaves l ON l.root = own.oid
     GROUP BY own.oid, own.relkind, own.reltoastrelid, own.relname, own.nspname, own.name
     ORDER BY own.relkind = 'p', own.name COLLATE "C"
  LOOP
    row_count := t.rows;
    is_exact := NULL;
    sizes := ARRAY[t.heap, t.toast, t.indexes];
    distincts := '{}';

    IF exact AND NOT late AND t.relkind <> 'p' THEN
      BEGIN
        EXECUTE format('SELECT count(*) FROM ONLY %s', t.name) INTO row_count;
        is_exact := true;
        counts := counts || jsonb_build_object(t.oid::text, row_count);
        sizes := ARRAY[pg_relation_size(t.oid), coalesce(pg_total_relation_size(nullif(t.reltoastrelid, 0)), 0), pg_indexes_size(t.oid)];
        RAISE EXCEPTION USING ERRCODE = 'PGR00';
      EXCEPTION WHEN SQLSTATE 'PGR00' THEN NULL;
        WHEN query_canceled OR OTHERS THEN
          problem := SQLSTATE;
          late := late OR problem = '57014';
          not_read := not_read || json_build_object('what', 'the exact number of rows of ' || t.name, 'reason', problem, 'remedy', t.name)::text;
      END;
    ELSIF exact AND (SELECT bool_and(counts ? leaf) FROM unnest(t.leaves) leaf) THEN
      SELECT sum((counts ->> leaf)::bigint) INTO row_count FROM unnest(t.leaves) leaf;
      is_exact := true;
    END IF;

    IF exact THEN
      FOR f IN
        SELECT a.attname::text AS name FROM pg_attribute a
         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
           AND (EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype = 'f' AND a.attnum = ANY (c.conkey))
             OR EXISTS (SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
                         WHERE i.indrelid = t.oid AND m.amname IN ('btree', 'hash') AND a.attnum = ANY (i.indkey::int2[])))
           -- What is unique is known without counting.
           AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisunique AND i.indnkeyatts = 1
                              AND i.indkey[0] = a.attnum AND i.indpred IS NULL)
      LOOP
        CONTINUE WHEN late;
        BEGIN
          EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM %s WHERE %I IS NOT NULL GROUP BY %I) g', t.name, f.name, f.name) INTO n;
          distincts := distincts || jsonb_build_object(f.name, n);
          RAISE EXCEPTION USING ERRCODE = 'PGR00';
        EXCEPTION WHEN SQLSTATE 'PGR00' THEN NULL;
          WHEN query_canceled OR OTHERS THEN
            problem := SQLSTATE;
            late := late OR problem = '57014';
            not_read := not_read || json_build_object('what', format('the distinct values of %s.%I', t.name, f.name), 'reason', problem, 'remedy', t.name)::text;
        END;
      END LOOP;
    END IF;

    SELECT string_agg(E'\\n        ' || to_json(a.attname::text) || ': ' || json_strip_nulls(json_build_object(
             'type', format_type(a.atttypid, a.atttypmod),
             'notNull', nullif(a.attnotnull, false),
             'nullFrac', p.null_frac,
             'avgWidth', p.avg_width,
             'nDistinct', coalesce((distincts ->> a.attname::text)::numeric, p.n_distinct::text::numeric),
             'exact', CASE WHEN distincts ? a.attname::text THEN true END,
             'correlation', nullif(p.correlation, 'NaN'),
             'mostCommonFreqs', p.most_common_freqs,
             'histogramBounds', array_length(p.histogram_bounds, 1),
             'mostCommonVals', CASE WHEN named.it THEN p.most_common_vals::text::text[] END,
             'histogramVals', CASE WHEN named.it THEN p.histogram_bounds::text::text[] END))::text, ',' ORDER BY a.attnum),
           bool_or(p.tablename IS NULL AND NOT has_column_privilege(t.oid, a.attnum, 'SELECT')),
           seen_values || array_remove(array_agg(CASE WHEN named.it AND p.tablename IS NOT NULL THEN named.name END), NULL)
             || array_remove(array_agg(CASE WHEN named.it AND p.tablename IS NOT NULL THEN named.short END), NULL)
      INTO entries, unseen_columns, seen_values
      FROM pg_attribute a
      LEFT JOIN pg_stats p ON p.schemaname = t.nspname AND p.tablename = t.relname AND p.attname = a.attname AND p.inherited = (t.relkind = 'p')
     CROSS JOIN LATERAL (SELECT t.name || '.' || quote_ident(a.attname), quote_ident(t.relname) || '.' || quote_ident(a.attname)) AS x (name, short)
     CROSS JOIN LATERAL (
             -- Of box alone arrays have semicolons, which a list of texts has not.
             SELECT x.name, x.short, (x.name = ANY (wanted) OR x.short = ANY (wanted))
                    AND (SELECT typdelim = ',' FROM pg_type WHERE oid = a.atttypid) AS it) AS named
     WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped;
    IF unseen_columns THEN unseen := unseen || t.name;
    ELSIF row_security_active(t.oid) THEN secured := secured || t.name;
    ELSIF t.rows IS NULL THEN unanalyzed := unanalyzed || t.name;
    END IF;

    foreign_keys := NULL;
    FOR f IN
      SELECT c.conname, format('%I.%I', ns.nspname, r.relname) AS target, array_length(c.conkey, 1) = 1 AS single,
             ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS x (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = x.attnum ORDER BY x.place) AS keys,
             ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS x (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = x.attnum ORDER BY x.place) AS target_keys
        FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid JOIN pg_namespace ns ON ns.oid = r.relnamespace
       WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.conparentid = 0
       ORDER BY c.conname COLLATE "C"
    LOOP
      fan := NULL;
      IF exact AND NOT late THEN
        BEGIN
          SELECT string_agg(quote_ident(k), ', '), string_agg(quote_ident(k) || ' IS NOT NULL', ' AND ') INTO list, condition FROM unnest(f.keys) k;
          EXECUTE format('SELECT count(*), percentile_disc(ARRAY[0.5, 0.9, 0.99, 1]) WITHIN GROUP (ORDER BY n) FROM (SELECT count(*) AS n FROM %s WHERE %s GROUP BY %s) g', t.name, condition, list)
            INTO n, quantiles;
          fan := json_build_object('exact', true, 'parentsWithChildren', n, 'max', quantiles[4],
                                   'median', quantiles[1], 'p90', quantiles[2], 'p99', quantiles[3]);
          RAISE EXCEPTION USING ERRCODE = 'PGR00';
        EXCEPTION WHEN SQLSTATE 'PGR00' THEN NULL;
          WHEN query_canceled OR OTHERS THEN
            problem := SQLSTATE;
            late := late OR problem = '57014';
            not_read := not_read || json_build_object('what', format('the fan-out of %I on %s', f.conname, t.name), 'reason', problem, 'remedy', t.name)::text;
        END;
      END IF;
      IF fan IS NULL AND f.single THEN
        SELECT json_build_object('exact', false,
                 'parentsWithChildren', round((CASE WHEN p.n_distinct < 0 THEN -p.n_distinct * row_count ELSE p.n_distinct END)::numeric),
                 'max', round((p.most_common_freqs[1] * row_count)::numeric))
          INTO fan FROM pg_stats p
         WHERE p.schemaname = t.nspname AND p.tablename = t.relname AND p.attname = f.keys[1] AND p.inherited = (t.relkind = 'p')
           AND row_count IS NOT NULL;
      END IF;
      foreign_keys := concat_ws(',', foreign_keys, E'\\n        ' || to_json(f.conname::text) || ': ' || json_strip_nulls(json_build_object(
        'columns', f.keys, 'references', f.target, 'referencedColumns', f.target_keys, 'fanOut', fan))::text);
    END LOOP;

    head := json_strip_nulls(json_build_object(
      'kind', CASE t.relkind WHEN 'p' THEN 'partitioned table' WHEN 'm' THEN 'materialized view' ELSE 'table' END,
      'rows', row_count, 'exact', is_exact,
      'bytes', json_build_object('heap', sizes[1], 'toast', sizes[2], 'indexes', sizes[3]),
      'partitionOf', t.parent, 'partitioned', t.partitioned));
    tables := tables || (to_json(t.name) || E': {\\n      ' || substr(head, 2, length(head) - 2)
      || E',\\n      "columns": {' || coalesce(entries || E'\\n      ', '') || '}'
      || coalesce(E',\\n      "foreignKeys": {' || foreign_keys || E'\\n      }', '') || E'\\n    }');
  END LOOP;

  FOR h IN
    SELECT spec.value AS spec, c.oid, format('%I.%I', ns.nspname, c.relname) AS name
      FROM jsonb_array_elements(options -> 'histories') WITH ORDINALITY AS spec (value, place)
      JOIN pg_class c ON c.relname = spec.value ->> 'table' AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
      JOIN pg_namespace ns ON ns.oid = c.relnamespace
     WHERE (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
               AND spec.value -> 'columns' ? a.attname::text) = jsonb_array_length(spec.value -> 'columns')
       AND (spec.value ->> 'beside' IS NULL
         OR EXISTS (SELECT FROM pg_class x WHERE x.relnamespace = c.relnamespace AND x.relname = spec.value ->> 'beside'))
     ORDER BY spec.place, ns.nspname, c.relname
  LOOP
    CONTINUE WHEN h.oid = ANY (done);
    done := done || h.oid;
    BEGIN
      EXECUTE replace(h.spec ->> 'query', '%s', h.name) INTO entries;
      histories := histories || (E'\\n    {"tool": ' || (h.spec -> 'tool')::text || ', "table": ' || to_json(h.name)
        || ', "keeps": ' || (h.spec -> 'keeps')::text || ', "applied": [' || coalesce(entries || E'\\n    ', '') || ']}');
      RAISE EXCEPTION USING ERRCODE = 'PGR00';
    EXCEPTION WHEN SQLSTATE 'PGR00' THEN NULL;
      WHEN query_canceled OR OTHERS THEN
        not_read := not_read || json_build_object('what', 'the applied migrations in ' || h.name, 'reason', SQLSTATE, 'remedy', h.name)::text;
    END;
  END LOOP;

  -- Reasons that the server gave are SQLSTATEs so far, with the table as the remedy.
  not_read := ARRAY(
    SELECT CASE WHEN e ->> 'reason' !~ '^[0-9A-Z]{5}$' THEN e::text ELSE json_build_object('what', e -> 'what',
      'reason', CASE e ->> 'reason' WHEN '42501' THEN 'the role ' || me || ' may not read it, or a row security policy hides rows from it'
                                    WHEN '55P03' THEN 'somebody holds a lock on it'
                                    WHEN '57014' THEN 'it took too long, or was cancelled'
                                    WHEN '42883' THEN 'its type has no equality'
                                    ELSE 'SQLSTATE ' || (e ->> 'reason') END,
      'remedy', CASE e ->> 'reason' WHEN '42501' THEN 'GRANT SELECT ON ' || (e ->> 'remedy') || ' TO ' || me
                                    WHEN '55P03' THEN 'Capture again when it is released'
                                    WHEN '57014' THEN 'Capture again at a quieter time, or without --exact'
                                    ELSE '' END)::text END
      FROM unnest(not_read) WITH ORDINALITY AS x (entry, place), LATERAL (SELECT entry::json) y (e) ORDER BY place);
  IF unseen <> '{}' THEN
    not_read := not_read || json_build_object('what', 'column statistics of ' || array_to_string(unseen, ', '),
      'reason', 'pg_stats shows the role ' || me || ' only columns that it may SELECT',
      'remedy', CASE WHEN major >= 14 THEN 'GRANT pg_read_all_data TO ' || me || ', or ' ELSE '' END
             || 'GRANT SELECT ON these tables TO ' || me || ', or let their owner run the script')::text;
  END IF;
  IF secured <> '{}' THEN
    not_read := not_read || json_build_object('what', 'column statistics of ' || array_to_string(secured, ', '),
      'reason', 'row security is on, and pg_stats hides them from the role ' || me,
      'remedy', 'ALTER ROLE ' || me || ' BYPASSRLS, or let their owner run the script')::text;
  END IF;
  IF unanalyzed <> '{}' THEN
    not_read := not_read || json_build_object('what', 'rows and statistics of ' || array_to_string(unanalyzed, ', '),
      'reason', 'never analyzed', 'remedy', 'Let autovacuum or ANALYZE see them, and capture again')::text;
  END IF;
  IF NOT wanted <@ seen_values THEN
    not_read := not_read || json_build_object(
      'what', 'values of ' || (SELECT string_agg(w, ', ') FROM unnest(wanted) w WHERE w <> ALL (seen_values)),
      'reason', 'there is no such column, or it has no statistics that the role ' || me || ' may read',
      'remedy', 'Name columns as table.column, spelt as PostgreSQL prints them')::text;
  END IF;

  PERFORM set_config('pgrehearse.production', concat(
    E'{\\n  "schemaVersion": ', options -> 'version',
    E',\\n  "capturedAt": ', to_json(to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
    E',\\n  "server": {',
    E'\\n    "version": ', to_json(split_part(current_setting('server_version'), ' ', 1)),
    E',\\n    "major": ', major,
    E',\\n    "standby": ', to_json(pg_is_in_recovery()),
    E',\\n    "encoding": ', to_json(s.encoding),
    E',\\n    "locale": ', s.locale,
    E',\\n    "timezone": ', to_json(s.timezone),
    E',\\n    "settings": ', s.settings,
    E',\\n    "extensions": ', s.extensions, E'\\n  }',
    E',\\n  "roles": [', roles || E'\\n  ', ']',
    E',\\n  "tables": {', (SELECT string_agg(E'\\n    ' || x, ',' ORDER BY x COLLATE "C") FROM unnest(tables) x) || E'\\n  ', '}',
    E',\\n  "migrations": [', array_to_string(histories, ',') || CASE WHEN histories <> '{}' THEN E'\\n  ' ELSE '' END, ']',
    E',\\n  "notRead": [', (SELECT string_agg(E'\\n    ' || x, ',' ORDER BY place) FROM unnest(not_read) WITH ORDINALITY AS y (x, place)) || E'\\n  ', ']',
    E'\\n}'), true);
END`;
}
