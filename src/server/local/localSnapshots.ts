import { existsSync } from 'node:fs';
import { chown, copyFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { logDirectory } from '../log/logSettings.ts';
import type { SavedCluster, Snapshots } from '../Snapshots.ts';
import { isShutDown } from './controlState.ts';
import { copyCluster } from './copyCluster.ts';
import type { ServerAccount } from './ServerAccount.ts';
import { setPassword } from './setPassword.ts';

export interface RunningCluster {
  /** The run's directory; the server's data are in `data` below it. */
  directory: string;
  bin: string;
  major: number;
  account: ServerAccount;
  password: string;
  layout: Readonly<Record<string, unknown>>;
  /** Whether autovacuum may write into any database at any time. */
  autovacuum: boolean;
  syncToDisk(): Promise<void>;
  admin(): Client;
  /** Makes a database of another run one of this run; gives its whole name. */
  adopt(database: string, name: string): Promise<string>;
  /** Ends our session and the server, does something, and starts both again; also where that something throws. */
  restart(between: () => Promise<void>): Promise<void>;
}

/** Files of the server that belong to a run and not to its data. */
const ownFiles = ['postgresql.conf', 'pg_hba.conf', 'pg_ident.conf'];

export function localSnapshots(cluster: RunningCluster): Snapshots {
  const data = join(cluster.directory, 'data');
  const { account } = cluster;
  return {
    directory: cluster.directory,
    layout: cluster.layout,

    async save(database, folder) {
      const saved = await describe(cluster.admin(), database);
      await refuseTablespaces(data);
      await cluster.restart(async () => {
        if (!(await isShutDown(data))) throw new Error('the server did not stop in good order');
        await copyCluster({
          from: data,
          to: join(folder, 'data'),
          account,
          unchanging: unchangingOf(saved, cluster.autovacuum),
          leftOut: (path) => isOfOneServer(path) || isOtherWal(path, saved.wal),
          durable: true,
        });
      });
      return { database: saved.database, oid: saved.oid };
    },

    async load(saved, folder, name) {
      const taken = join(cluster.directory, 'taken');
      const before = join(cluster.directory, 'before');
      let swapped = false;
      try {
        const how = await copyCluster({
          from: join(folder, 'data'),
          to: taken,
          account,
          unchanging: unchangingOf(saved, cluster.autovacuum),
          leftOut: (path) => ownFiles.includes(path),
          durable: false,
        });
        for (const file of ownFiles) await copyFile(join(data, file), join(taken, file));
        if (account) await ownedBy(account, taken);
        await setPassword({ ...cluster, data: taken });
        await cluster.restart(async () => {
          await rename(data, before);
          swapped = true;
          await rename(taken, data);
        });
        await checkCollations(cluster.admin(), cluster.major, saved.database);
        const database = await cluster.adopt(saved.database, name);
        await cluster.syncToDisk();
        return { database, how };
      } catch (error) {
        if (swapped) {
          await cluster.restart(async () => {
            await rm(taken, { recursive: true, force: true });
            if (existsSync(data)) await rename(data, taken);
            await rename(before, data);
          });
        }
        throw error;
      } finally {
        await rm(taken, { recursive: true, force: true });
        await rm(before, { recursive: true, force: true });
      }
    },
  };
}

interface Described extends SavedCluster {
  /** The WAL segment that is written now, the only one besides the next that starting from a shutdown checkpoint needs. */
  wal: string;
}

async function describe(admin: Client, database: string): Promise<Described> {
  const { rows } = await admin.query<Described>(
    `select oid::int8::float8 as oid, datname::text as database, pg_walfile_name(pg_current_wal_insert_lsn()) as wal
       from pg_database where datname = $1 and not datallowconn`,
    [database],
  );
  if (rows[0] === undefined) throw new Error(`the database ${database} takes connections`);
  return rows[0];
}

/** An autovacuum worker connects to any database, whether or not it allows connections (CheckMyDatabase in postinit.c). */
function unchangingOf({ oid }: SavedCluster, autovacuum: boolean): (path: string) => boolean {
  return (path) => !autovacuum && path.startsWith(`base/${oid}/`);
}

function isOfOneServer(path: string): boolean {
  return (
    /^postmaster\.(pid|opts)$|^pg_stat_tmp\/|^base\/pgsql_tmp\/|^current_logfiles$/.test(path) ||
    path === logDirectory
  );
}

/** Those behind the current one were made in advance (or are to be written over), and may be gigabytes. */
function isOtherWal(path: string, current: string): boolean {
  const name = /^pg_wal\/([0-9A-F]{24})$/.exec(path)?.[1];
  return name !== undefined && name !== current && name !== following(current);
}

/** Timeline, log and segment, eight digits each; a log has 256 segments of 16 MB (XLogFileName in xlog_internal.h). */
function following(segment: string): string {
  const next = BigInt(`0x${segment.slice(8, 16)}${segment.slice(22)}`) + 1n;
  const digits = next.toString(16).toUpperCase().padStart(10, '0');
  return `${segment.slice(0, 8)}${digits.slice(0, 8)}000000${digits.slice(8)}`;
}

/** Their files lie outside of the data directory. */
async function refuseTablespaces(data: string): Promise<void> {
  const links = await readdir(join(data, 'pg_tblspc'));
  if (links.length > 0) throw new Error('the base has a tablespace');
}

async function ownedBy({ uid, gid }: NonNullable<ServerAccount>, data: string): Promise<void> {
  for (const file of ownFiles) await chown(join(data, file), uid, gid);
}

/** Indexes over text are in an order that may change with the library that sorts; PostgreSQL 15 and later notice. */
async function checkCollations(admin: Client, major: number, database: string): Promise<void> {
  if (major < 15) return;
  const { rows } = await admin.query<{ changed: boolean }>(
    `select datcollversion is distinct from pg_database_collation_actual_version(oid) as changed
       from pg_database where datname = $1`,
    [database],
  );
  if (rows[0]?.changed !== false) throw new Error('the library that sorts texts has changed');
}
