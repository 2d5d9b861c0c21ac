import type { LogRecord } from './ServerLog.ts';

/** https://www.postgresql.org/docs/18/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-JSONLOG */
interface JsonRecord {
  timestamp: string;
  pid: number;
  session_id: string;
  dbname?: string;
  error_severity: string;
  state_code?: string;
  message?: string;
  detail?: string;
  hint?: string;
  vxid?: string;
  context?: string;
  statement?: string;
  application_name?: string;
  backend_type?: string;
  leader_pid?: number;
  query_id?: number;
}

/** Undefined for a line that is no record, such as one that a full disk cut. */
export function parseJsonRecord(line: string, timeOf: (timestamp: string) => number): LogRecord | undefined {
  let json: JsonRecord;
  try {
    json = JSON.parse(line) as JsonRecord;
  } catch {
    return undefined;
  }
  if (typeof json?.timestamp !== 'string' || typeof json.pid !== 'number') return undefined;
  // A query's id has 64 bits, more than a JavaScript number keeps.
  const queryId = /"query_id":(-?\d+)\}?$/.exec(line)?.[1] ?? '0';
  return {
    atMs: timeOf(json.timestamp),
    pid: json.pid,
    session: json.session_id,
    database: json.dbname ?? null,
    severity: json.error_severity,
    sqlstate: json.state_code ?? '00000',
    message: json.message ?? '',
    detail: json.detail ?? null,
    ...(json.hint !== undefined ? { hint: json.hint } : {}),
    ...(json.vxid ? { virtualTransaction: json.vxid } : {}),
    ...(json.context !== undefined ? { context: json.context } : {}),
    ...(json.statement !== undefined ? { statement: json.statement } : {}),
    ...(json.application_name ? { applicationName: json.application_name } : {}),
    ...(json.backend_type ? { backendType: json.backend_type } : {}),
    ...(json.leader_pid ? { leaderPid: json.leader_pid } : {}),
    ...(queryId !== '0' ? { queryId } : {}),
  };
}
