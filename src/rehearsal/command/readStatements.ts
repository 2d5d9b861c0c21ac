import type { LogRecord } from '../../server/log/ServerLog.ts';
import { BackendReader } from './BackendReader.ts';
import type { ObservedStatement } from './ObservedStatement.ts';

/** What backends ran, from the records of their sessions, in the order in which it was sent. */
export async function readStatements(records: readonly LogRecord[]): Promise<ObservedStatement[]> {
  const readers = new Map<string, BackendReader>();
  for (const record of records) {
    const reader = readers.get(record.session) ?? new BackendReader(record.pid);
    readers.set(record.session, reader);
    await reader.read(record);
  }
  const all = [...readers.values()].flatMap((reader) => reader.statements);
  return all.sort((a, b) => a.sentMs - b.sentMs);
}
