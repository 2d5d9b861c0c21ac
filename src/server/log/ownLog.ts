import { setForDatabase } from '../databases/databaseSettings.ts';
import type { LogFile, WithClient } from './LogFile.ts';
import { followedSettings, type LogFormat } from './logSettings.ts';
import { logReader } from './readLog.ts';
import type { ServerLog } from './ServerLog.ts';

/** The log of a server that was started with `logSettings`. */
export function ownLog(file: LogFile, format: LogFormat, withClient: WithClient): ServerLog {
  return {
    follow: (database) => withClient((client) => setForDatabase(client, database, followedSettings)),
    ...logReader({ file, format, offsetMs: 0, withClient }),
  };
}
