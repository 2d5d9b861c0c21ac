import type { Client } from 'pg';
import type { ResolvedPostgres } from '../scenario/ResolvedScenario.ts';
import type { ServerKind } from '../scenario/Scenario.ts';
import { connectClient, withoutTimeouts } from './connection/connectClient.ts';
import { cloneMethodOf, describeCloneMethod } from './databases/CloneMethod.ts';
import { Databases } from './databases/Databases.ts';
import type { Durability } from './durability/Durability.ts';
import type { RunningCluster } from './local/localSnapshots.ts';
import type { WithClient } from './log/LogFile.ts';
import { isLogSetting } from './log/logSettings.ts';
import type { ServerLog } from './log/ServerLog.ts';
import { checkExtensions } from './parity/checkExtensions.ts';
import { checkSettings } from './parity/checkSettings.ts';
import { checkVersion } from './parity/checkVersion.ts';
import { recordSettings } from './parity/recordSettings.ts';
import { settingsOf } from './parity/settingsOf.ts';
import { databasePrefix, type RunId } from './RunId.ts';
import type { ConnectionParts, ConnectOptions, Server } from './Server.ts';
import type { ServerPrograms } from './ServerPrograms.ts';
import type { Snapshots } from './Snapshots.ts';

/** What the kinds of servers differ in, once PostgreSQL answers. */
export interface Backing {
  source: ServerKind;
  run: RunId;
  postgres: ResolvedPostgres;
  connection: ConnectionParts;
  /** The end of the server's log, to explain a lost connection. */
  explainLoss?: () => string;
  /** Settings that each database of ours gets, where the server's own are not ours to set. */
  databaseSettings: Readonly<Record<string, string>>;
  /** `admin` gives our session, another one after a restart. */
  /** Whether its file system shares the blocks of copied files; null where that is not known. */
  reflinks: boolean | null;
  durability: (admin: () => Client, databases: Databases) => Promise<Durability>;
  /** Undefined where its log cannot be read. */
  log: (major: number, withClient: WithClient) => ServerLog | undefined | Promise<ServerLog | undefined>;
  /** Where it runs in a container. */
  programs?: ServerPrograms;
  /** Where the server is ours to stop and start. */
  restartable?: Restartable;
  /** Removes everything; the admin's session has ended. */
  remove: () => Promise<void>;
}

/** A server that can be stopped and started by us, and whose files are at hand. */
interface Restartable {
  stop: () => Promise<void>;
  /** `connection` holds again afterwards. */
  start: () => Promise<void>;
  snapshots: (running: Pick<RunningCluster, 'admin' | 'adopt' | 'restart' | 'major'>) => Snapshots;
}

/** Checks that a server gives what the scenario asks, on a database made for that, and hands it over. */
export async function runningServer(backing: Backing, first: Client): Promise<Server> {
  let admin = first;
  const { connection, explainLoss, postgres, run } = backing;
  const facts = await readFacts(admin);
  checkVersion(postgres, facts.version, `the ${backing.source} server`);
  for (const name of Object.keys(withoutTimeouts(facts.major))) await admin.query(`SET ${name} = 0`);
  await checkExtensions(admin, postgres, facts.superuser);

  const connect = (database: string, options?: ConnectOptions) =>
    connectClient({ connection, database, explainLoss, major: facts.major }, options);
  const lackingExtensions = await readLacking(admin, postgres.wished);
  const { databaseSettings } = backing;
  const prefix = databasePrefix(run);
  const databases = new Databases({
    admin: () => admin,
    connect,
    postgres,
    major: facts.major,
    keepsDatasets: backing.restartable !== undefined,
    prefix,
    settings: databaseSettings,
  });
  const durability = await backing.durability(() => admin, databases);
  const log = await backing.log(facts.major, async (task) => {
    const client = await connect('postgres', {
      applicationName: 'pgrehearse log',
      // The scenario may hide what is not fatal.
      ...(facts.superuser
        ? {
            settings: {
              log_min_messages: 'log',
              log_error_verbosity: 'terse',
              log_min_error_statement: 'panic',
            },
          }
        : {}),
    });
    try {
      return await task(client);
    } finally {
      await client.end().catch(() => {});
    }
  });
  const method = cloneMethodOf(facts.major, backing.restartable !== undefined);
  const settings = {
    ...(await readBack(databases, connect, postgres, backing.source)),
    clone_method: describeCloneMethod(method, backing.reflinks),
  };

  let stopped: Promise<void> | undefined;
  const restart = async (between: () => Promise<void>) => {
    await admin.end().catch(() => {});
    try {
      await backing.restartable!.stop();
      await between();
    } finally {
      // What is being removed must not be started again.
      if (stopped === undefined) {
        await backing.restartable!.start();
        admin = await connect('postgres');
      }
    }
  };
  const snapshots = backing.restartable?.snapshots({
    admin: () => admin,
    adopt: (database, name) => databases.adopt(database, name),
    restart,
    major: facts.major,
  });

  return {
    source: backing.source,
    ...facts,
    settings,
    lackingExtensions,
    connection,
    databasePrefix: prefix,
    connect,
    createDatabase: async (name, { template } = {}) => {
      const whole = await databases.create(name, template);
      await durability.created?.(whole);
      return whole;
    },
    dropDatabase: (whole) => databases.drop(whole),
    setDurability: (mode) => durability.set(mode),
    ...(snapshots ? { snapshots } : {}),
    ...(backing.programs ? { programs: backing.programs } : {}),
    ...(explainLoss ? { logTail: explainLoss } : {}),
    ...(log ? { log } : {}),
    stop: () => {
      stopped ??= (async () => {
        await durability.restore().catch(() => {});
        await admin.end().catch(() => {});
        await backing.remove();
      })();
      return stopped;
    },
  };
}

async function readFacts(admin: Client): Promise<{ version: string; major: number; superuser: boolean }> {
  const { rows } = await admin.query<{ version: string; major: number; superuser: boolean }>(
    `select split_part(current_setting('server_version'), ' ', 1) as version,
            current_setting('server_version_num')::int / 10000 as major,
            (select rolsuper from pg_roles where rolname = current_user) as superuser`,
  );
  return rows[0]!;
}

/** Of the wishes for extensions, which no database of this server can have. */
async function readLacking(admin: Client, wished: readonly string[]): Promise<string[]> {
  const names = wished.flatMap((field) => /^extensions\.(.+)$/.exec(field)?.[1] ?? []);
  if (names.length === 0) return [];
  const { rows } = await admin.query<{ name: string }>(
    `select name from unnest($1::text[]) as wanted(name)
      where not exists (select from pg_available_extensions a where a.name = wanted.name) order by name`,
    [names],
  );
  return rows.map(({ name }) => name);
}

/** A database of the kind that the rehearsal will use shows encoding, locale, extensions and settings at once. */
async function readBack(
  databases: Databases,
  connect: (database: string, options?: ConnectOptions) => Promise<Client>,
  postgres: ResolvedPostgres,
  source: ServerKind,
): Promise<Record<string, string>> {
  const name = await databases.create('parity');
  const client = await connect(name, { asApplication: true });
  try {
    const entries = Object.entries(settingsOf(postgres));
    // How a server of ours writes its log is ours; what was asked for stays what production has.
    const overruled = entries.filter(([setting]) => source !== 'url' && isLogSetting(setting));
    const asked = Object.fromEntries(entries.filter((entry) => !overruled.includes(entry)));
    await checkSettings(client, postgres, asked);
    return { ...(await recordSettings(client, Object.keys(asked))), ...Object.fromEntries(overruled) };
  } finally {
    await client.end();
    await databases.drop(name);
  }
}
