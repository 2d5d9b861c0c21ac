import { type Client, escapeIdentifier } from 'pg';

/** Drops a database of ours and ends its connections; no error if it is gone. Refuses any other name. */
export async function dropDatabase(admin: Client, name: string): Promise<void> {
  if (!name.startsWith('pgrehearse_'))
    throw new Error(`refused to drop the database ${name}, which is not ours`);
  const { rows } = await admin.query<{ template: boolean; major: number }>(
    `select datistemplate as template, current_setting('server_version_num')::int / 10000 as major
       from pg_database where datname = $1`,
    [name],
  );
  const found = rows[0];
  if (found === undefined) return;
  const identifier = escapeIdentifier(name);
  if (found.template) await admin.query(`alter database ${identifier} is_template false`);
  if (found.major < 13) {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  }
  await admin.query(`drop database if exists ${identifier}${found.major < 13 ? '' : ' with (force)'}`);
}
