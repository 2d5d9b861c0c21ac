import type { ConnectionParts } from '../Server.ts';
import { databaseUrlOf } from './databaseUrlOf.ts';

/**
 * Variables by which programs find a database. One that is inherited is of the author's own, whatever program it is
 * for. Of libpq's, those of certificates name none.
 */
const ofAnother: readonly RegExp[] = [
  /^PG(?!REHEARSE_|SSL(?:ROOT)?CERT$|SSLKEY$|SSLCRL(?:DIR)?$|SYSCONFDIR$)/,
  /(?:^|_)DATABASE_URL$/,
  /^(?:POSTGRES|POSTGRESQL|FLYWAY|LIQUIBASE|SPRING_DATASOURCE)_/,
  /^(?:DIRECT_URL|GOOSE_DBSTRING|ATLAS_URL)$/,
  /^DB_(?:URL|HOST|PORT|USER|USERNAME|PASS|PASSWORD|NAME|DATABASE)$/,
];

/** An environment that names one database, in DATABASE_URL and in what libpq reads, and no other. */
export function databaseVariables(
  inherited: NodeJS.ProcessEnv,
  connection: ConnectionParts,
  database: string,
): NodeJS.ProcessEnv {
  const { host, port, user, password, ssl } = connection;
  const kept = Object.entries(inherited).filter(([name]) => !ofAnother.some((pattern) => pattern.test(name)));
  return {
    ...Object.fromEntries(kept),
    DATABASE_URL: databaseUrlOf(connection, database),
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    ...(password === undefined ? {} : { PGPASSWORD: password }),
    ...(ssl ? { PGSSLMODE: 'require' } : {}),
  };
}
