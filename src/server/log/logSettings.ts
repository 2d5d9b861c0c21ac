/** Below the data directory, so that it goes with it. */
export const logDirectory = 'pgrehearse_log';

export type LogFormat = 'jsonlog' | 'csvlog';

/** jsonlog came with PostgreSQL 15. */
export function logFormat(major: number): LogFormat {
  return major >= 15 ? 'jsonlog' : 'csvlog';
}

/** Names of the collector's files: the ending is that of the format (logfile_getname in syslogger.c). */
export const logFiles = {
  stderr: `${logDirectory}/server.log`,
  jsonlog: `${logDirectory}/server.json`,
  csvlog: `${logDirectory}/server.csv`,
} as const;

/** Of a server of ours: one log for people and one for us, in files that never rotate. */
export function logSettings(format: LogFormat): Record<string, string> {
  return {
    logging_collector: 'on',
    log_destination: `stderr,${format}`,
    log_directory: logDirectory,
    log_filename: 'server.log',
    log_rotation_size: '0',
    log_rotation_age: '0',
    // Names of time zones are ambiguous in a log: IST is three of them.
    log_timezone: 'UTC',
  };
}

/** Whether a setting is one of those, which decide nothing but where and how a server of ours writes its log. */
export function isLogSetting(name: string): boolean {
  return Object.hasOwn(logSettings('csvlog'), name.toLowerCase());
}

/**
 * Of a database that is rehearsed. A wait is logged once deadlock_timeout has passed, so that it is set to the least
 * there is; LOG is above ERROR in log_min_messages, and only fatal and panic hide it.
 * https://www.postgresql.org/docs/18/runtime-config-locks.html#GUC-DEADLOCK-TIMEOUT
 */
export const followedSettings: Readonly<Record<string, string>> = {
  deadlock_timeout: '1ms',
  log_lock_waits: 'on',
  log_min_messages: 'warning',
  log_min_error_statement: 'error',
  log_error_verbosity: 'default',
  lc_messages: 'C',
};
