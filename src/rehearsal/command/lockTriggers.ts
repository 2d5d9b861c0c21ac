import type { Client } from 'pg';

/** What the triggers log begins with. */
export const lockMark = 'pgrehearse locks ';

const routine = 'pg_catalog.pgrehearse_locks';
const triggers = { pgrehearse_before: 'ddl_command_start', pgrehearse_after: 'ddl_command_end' } as const;

/**
 * Logs what a backend itself holds, before and after each of its DDL commands, within a multi-statement message too. It
 * writes no row, which a rollback would take away, and its client never sees the message: LOG reaches one only under
 * client_min_messages = log or less (should_output_to_client in elog.c). Names are those that the session sees.
 */
const body = `
BEGIN
  RAISE LOG '${lockMark}%', json_build_object(
    'event', tg_event, 'tag', tg_tag, 'atMs', extract(epoch FROM clock_timestamp()) * 1000,
    'wal', pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'),
    'locks', (SELECT coalesce(json_agg(json_build_array(l.relation::int8, l.mode, c.relname, c.relfilenode::int8)), '[]')
                FROM (SELECT DISTINCT relation, mode FROM pg_locks
                       WHERE pid = pg_backend_pid() AND granted AND locktype = 'relation' AND relation >= 16384) l
                LEFT JOIN pg_class c ON c.oid = l.relation));
EXCEPTION WHEN OTHERS THEN NULL;
END`;

/**
 * Makes the event triggers in a database of ours; superusers alone may (event_trigger.c). They are plpgsql's members
 * while they are there, and the function lies in pg_catalog, so that pg_dump leaves both out: a tool may dump the schema
 * into the author's own file.
 */
export async function addLockTriggers(client: Client): Promise<void> {
  await client.query('SET session_replication_role = replica');
  try {
    await client.query(
      `CREATE FUNCTION ${routine}() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
       SET search_path = pg_catalog SET client_min_messages = warning SET log_min_messages = log AS $pgrehearse$${body}$pgrehearse$`,
    );
    for (const [name, event] of Object.entries(triggers)) {
      await client.query(`CREATE EVENT TRIGGER ${name} ON ${event} EXECUTE FUNCTION ${routine}()`);
      await client.query(`ALTER EVENT TRIGGER ${name} ENABLE ALWAYS`);
      await client.query(`ALTER EXTENSION plpgsql ADD EVENT TRIGGER ${name}`);
    }
  } finally {
    await client.query('RESET session_replication_role');
  }
}

/** Takes them away again, before the schema is compared. */
export async function dropLockTriggers(client: Client): Promise<void> {
  await client.query('SET session_replication_role = replica');
  try {
    for (const name of Object.keys(triggers)) {
      await client.query(`ALTER EXTENSION plpgsql DROP EVENT TRIGGER ${name}`);
      await client.query(`DROP EVENT TRIGGER ${name}`);
    }
    await client.query(`DROP FUNCTION ${routine}()`);
  } finally {
    await client.query('RESET session_replication_role');
  }
}
