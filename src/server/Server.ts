import type { Client } from 'pg';
import type { ResolvedPostgres } from '../scenario/ResolvedScenario.ts';
import type { ServerKind } from '../scenario/Scenario.ts';
import type { ServerLog } from './log/ServerLog.ts';
import type { ServerPrograms } from './ServerPrograms.ts';
import type { Snapshots } from './Snapshots.ts';

/** A disposable PostgreSQL, wherever it came from. */
export interface Server {
  readonly source: ServerKind;
  /** As in `18.4`. */
  readonly version: string;
  readonly major: number;
  /** Every setting that was asked for and every one that bears on timing, as read back by SHOW. */
  readonly settings: Readonly<Record<string, string>>;
  /** Extensions that production.json lists and this server does not have. */
  readonly lackingExtensions?: readonly string[];
  readonly connection: ConnectionParts;
  /** Whether our role may change catalogs and read the server's files. */
  readonly superuser: boolean;
  /** Databases of this run begin with it: `pgrehearse_<run>_`. */
  readonly databasePrefix: string;
  /** A connected client; the caller ends it. */
  connect(database: string, options?: ConnectOptions): Promise<Client>;
  /** Creates `<databasePrefix><name>` with the encoding, locale, time zone and extensions asked for, or as a copy of a template; gives its whole name. */
  createDatabase(name: string, options?: { template?: string }): Promise<string>;
  /** Drops a database of this run, ending its connections; no error if it is gone. */
  dropDatabase(wholeName: string): Promise<void>;
  /** Off while data loads; as in production (synced, with a checkpoint) before anything is timed. */
  setDurability(mode: 'off' | 'production'): Promise<void>;
  /** Of a server in a container. */
  readonly programs?: ServerPrograms;
  /** Of a server that we may stop and start, whose files are at hand. */
  readonly snapshots?: Snapshots;
  /** The end of its log, where that is at hand. */
  readonly logTail?: () => string;
  /** Its log as a program reads it: of a server of ours, and of others that write one which we may read. */
  readonly log?: ServerLog;
  /** Removes everything that this server made. Idempotent. */
  stop(): Promise<void>;
}

export interface ConnectionParts {
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  /** As the URL asks; other servers speak plainly over the loopback. */
  ssl?: boolean | { rejectUnauthorized?: boolean } | undefined;
}

export interface ConnectOptions {
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** GUCs of this session, sent with the connection. */
  settings?: Record<string, string>;
  /** An application's connection: production's timeouts hold. Our own work is not cut by them. */
  asApplication?: boolean;
}

export interface ServerRequest {
  postgres: ResolvedPostgres;
  /** Of `--database-url`; a disposable server. */
  databaseUrl: string | null;
  /** `--yes-this-server-is-disposable`. */
  disposable: boolean;
}
