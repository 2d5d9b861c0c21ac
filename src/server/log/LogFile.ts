import { open, stat } from 'node:fs/promises';
import type { Client } from 'pg';
import type { LogFormat } from './logSettings.ts';

/** Access to the file that the server logs into. */
export interface LogFile {
  /** The file that is written now. */
  current(): Promise<string>;
  /** In bytes. */
  sizeOf(file: string): Promise<number>;
  /** Fewer bytes at the file's end. */
  read(file: string, offset: number, bytes: number): Promise<Buffer>;
}

/** Of a server on this machine: readable when the server is down, too. */
export function fileOnDisk(path: string): LogFile {
  return {
    current: async () => path,
    sizeOf: async (file) => (await stat(file)).size,
    read: async (file, offset, bytes) => {
      const handle = await open(file, 'r');
      try {
        const buffer = Buffer.alloc(bytes);
        const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  };
}

/** Through the server, by a role that may read its files (superusers, and those with pg_read_server_files). */
export function fileOfServer(format: LogFormat, withClient: WithClient): LogFile {
  const ask = <T>(sql: string, values: unknown[]) =>
    withClient(async (client) => {
      const { rows } = await client.query<{ answer: T }>(sql, values);
      return rows[0]!.answer;
    });
  return {
    current: async () => {
      const file = await ask<string | null>('select pg_catalog.pg_current_logfile($1) as answer', [format]);
      if (file === null) throw new Error(`the server writes no ${format}`);
      return file;
    },
    sizeOf: (file) => ask<number>('select size::float8 as answer from pg_catalog.pg_stat_file($1)', [file]),
    read: (file, offset, bytes) =>
      ask<Buffer>('select pg_catalog.pg_read_binary_file($1, $2, $3) as answer', [file, offset, bytes]),
  };
}

/** Does something on a connection that is closed afterwards. */
export type WithClient = <T>(task: (client: Client) => Promise<T>) => Promise<T>;
