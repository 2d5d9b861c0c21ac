import type { LogRecord } from './ServerLog.ts';

/** An empty field is null, a quoted one is its text: `""` is a quote in it. */
const field = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/gy;

/**
 * Columns in the order of the documentation, backend_type since 13, leader_pid and query_id since 14.
 * https://www.postgresql.org/docs/14/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
 */
export function parseCsvRecord(record: string, timeOf: (timestamp: string) => number): LogRecord | undefined {
  const fields = fieldsOf(record);
  const at = (index: number) => fields[index] || undefined;
  const [timestamp, pid, session, severity] = [at(0), at(3), at(5), at(11)];
  if (!timestamp || !pid || !session || !severity) return undefined;
  const optional = {
    hint: at(15),
    virtualTransaction: at(9),
    context: at(18),
    statement: at(19),
    applicationName: at(22),
    backendType: at(23),
    leaderPid: at(24) === undefined ? undefined : Number(at(24)),
    queryId: at(25) === '0' ? undefined : at(25),
  };
  return {
    atMs: timeOf(timestamp),
    pid: Number(pid),
    session,
    database: at(2) ?? null,
    severity,
    sqlstate: at(12) ?? '00000',
    message: at(13) ?? '',
    detail: at(14) ?? null,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<LogRecord>),
  };
}

function fieldsOf(record: string): string[] {
  const fields: string[] = [];
  field.lastIndex = 0;
  while (field.lastIndex < record.length) {
    const match = field.exec(record);
    if (!match) return [];
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return fields;
}
