import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogFile, WithClient } from './LogFile.ts';
import type { LogFormat } from './logSettings.ts';
import { parseCsvRecord } from './parseCsvRecord.ts';
import { parseJsonRecord } from './parseJsonRecord.ts';
import type { LogExcerpt, LogPosition, LogRecord, ServerLog } from './ServerLog.ts';
import { splitRecords } from './splitRecords.ts';

export interface LogReaderOptions {
  file: LogFile;
  format: LogFormat;
  /** Of the log's timestamps: how far they are ahead of UTC, in milliseconds. */
  offsetMs: number;
  withClient: WithClient;
}

const pieceBytes = 1024 ** 2;
/** How long a mark may take from a backend through the collector into the file, in milliseconds. */
const patience = 5_000;
const markPrefix = 'pgrehearse mark ';

/**
 * Positions and reading. A mark is logged first and waited for: backends write to the collector's pipe, so that what
 * came before the mark is in the file before it (syslogger.c).
 */
export function logReader(options: LogReaderOptions): Pick<ServerLog, 'position' | 'read'> {
  const { file, format, offsetMs, withClient } = options;
  const timeOf = (timestamp: string) =>
    Date.parse(`${timestamp.slice(0, 10)}T${timestamp.slice(11, 23)}Z`) - offsetMs;
  const parse = (text: string) =>
    format === 'csvlog' ? parseCsvRecord(text, timeOf) : parseJsonRecord(text, timeOf);

  /** Reads whole records up to the file's end, or to a mark. */
  async function readOn(
    { file: path, bytes }: LogPosition,
    mark: string | null,
    keep: (record: LogRecord) => void,
  ): Promise<{ position: LogPosition; found: boolean }> {
    let offset = bytes;
    let rest = Buffer.alloc(0);
    for (;;) {
      const more = await file.read(path, offset + rest.length, pieceBytes);
      if (more.length === 0) return { position: { file: path, bytes: offset }, found: false };
      const piece = Buffer.concat([rest, more]);
      const { records, bytes: used } = splitRecords(piece, { quoted: format === 'csvlog' });
      offset += used;
      rest = piece.subarray(used);
      for (const text of records) {
        const record = parse(text);
        if (record?.message.startsWith(markPrefix) === false) keep(record);
      }
      if (mark !== null && records.some((text) => text.includes(mark)))
        return { position: { file: path, bytes: offset }, found: true };
    }
  }

  return {
    async position() {
      const path = await file.current();
      const size = await file.sizeOf(path);
      const mark = await logMark(withClient);
      return endOfMark({ file: path, bytes: size }, mark);
    },

    async read(since, wanted = () => true) {
      const records: LogRecord[] = [];
      const keep = (record: LogRecord) => wanted(record) && records.push(record);
      const mark = await logMark(withClient).catch(() => null);
      const excerpt = (position: LogPosition, complete: boolean): LogExcerpt => ({
        records,
        position,
        complete,
      });
      let position = since;
      const deadline = Date.now() + patience;
      for (;;) {
        const read = await readOn(position, mark, keep);
        position = read.position;
        if (read.found) return excerpt(position, true);
        // The server has begun another file meanwhile, which goes on from the one that was read to its end.
        const now = await file.current().catch(() => position.file);
        if (now !== position.file) position = { file: now, bytes: 0 };
        else if (mark === null || Date.now() > deadline) return excerpt(position, false);
        else await sleep(2);
      }
    },
  };

  /** From a size in the middle of a record on only the mark is looked for, which is a record of one line. */
  async function endOfMark({ file: path, bytes }: LogPosition, mark: string): Promise<LogPosition> {
    const deadline = Date.now() + patience;
    let from = bytes;
    while (Date.now() < deadline) {
      const piece = await file.read(path, from, pieceBytes);
      const at = piece.indexOf(mark);
      const end = at === -1 ? -1 : piece.indexOf('\n', at);
      if (end !== -1) return { file: path, bytes: from + end + 1 };
      // The mark may lie across the end of the piece.
      if (piece.length === pieceBytes) from += pieceBytes / 2;
      else await sleep(2);
    }
    throw new Error(`nothing that is logged comes to ${path}`);
  }
}

/** Its text, which is in the log once. */
function logMark(withClient: WithClient): Promise<string> {
  const mark = `${markPrefix}${randomUUID()}`;
  return withClient(async (client) => {
    // Without the statement, which would hold the text again.
    await client.query(`select set_config('pgrehearse.mark', $1, false)`, [mark]);
    await client.query(`do $$ begin raise log '%', current_setting('pgrehearse.mark'); end $$`);
    return mark;
  });
}
