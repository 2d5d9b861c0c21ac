import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import type { Dump } from './Dump.ts';

/** What a dump says of itself. */
export interface DumpFacts {
  /** The server that it was made from, as in `15.18`; null where it does not say. */
  from: string | null;
  /** Whether it has rows and no tables for them. */
  dataOnly: boolean;
  /** The roles that own its objects or may use them. */
  roles: string[];
}

/** From `pg_restore --list` and the script that pg_restore makes of everything but the rows. */
export function archiveFacts(list: string, script: string): DumpFacts {
  const entries = list.split('\n').filter((line) => /^\d+;/.test(line));
  return {
    from: /Dumped from database version: ([\d.]+)/.exec(list)?.[1] ?? null,
    dataOnly:
      entries.some((line) => / TABLE DATA /.test(line)) &&
      !entries.some((line) => / (TABLE|SCHEMA|VIEW|TYPE) /.test(line.replace(' TABLE DATA ', ' '))),
    roles: rolesIn(script),
  };
}

/**
 * From the text of a plain dump, read once in large pieces.
 * @throws PgrehearseError `data/restore-create` for one that creates or chooses a database itself, `data/restore-cut` for
 * one without its end: psql takes the rows of a COPY that was cut as if they were all
 */
export async function plainFacts(dump: Dump): Promise<DumpFacts> {
  let [from, dataOnly, begun, ended, rest]: [string | null, boolean, boolean, boolean, string] = [
    null,
    true,
    false,
    false,
    '',
  ];
  const roles = new Set<string>();
  for await (const chunk of wholeText(dump)) {
    // Bytes become characters of the same number, which is fast, and what is looked for is ASCII around them.
    const text = rest + chunk.toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    const whole = text.slice(0, end);
    rest = text.slice(end);
    if (/^(\\connect|CREATE DATABASE) /m.test(whole)) throw choosesDatabase(dump);
    // As pg_dump begins and ends its scripts (pg_dump.c, pg_backup_archiver.c).
    begun ||= /^-- PostgreSQL database dump\r?$/m.test(whole);
    ended ||= /^-- PostgreSQL database dump complete\r?$/m.test(whole);
    from ??= /^-- Dumped from database version ([\d.]+)/m.exec(whole)?.[1] ?? null;
    dataOnly &&= !/^CREATE (UNLOGGED |FOREIGN )?TABLE /m.test(whole);
    for (const role of rolesIn(whole)) roles.add(Buffer.from(role, 'latin1').toString('utf8'));
  }
  if (begun && !ended) throw cut(dump, "Its last line, '-- PostgreSQL database dump complete', is missing.");
  return { from, dataOnly, roles: [...roles] };
}

/** The text, or an error that says that gzip's data end too early or are damaged. */
async function* wholeText(dump: Dump): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of plainText(dump)) yield chunk as Buffer;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw cut(dump, `gzip: ${messageOf(error)}.`);
  }
}

/** The text of a plain dump. */
export function plainText({ path, gzip }: Dump): Readable {
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
  if (!gzip) return file;
  const gunzip = createGunzip({ chunkSize: 1024 * 1024 });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

const name = '(?:"(?:[^"]|"")+"|[a-z_\\x80-\\uffff][\\w$\\x80-\\uffff]*)';
/** As pg_dump writes them (pg_dump.c, dumputils.c), each on a line of its own. */
const places = [
  `^ALTER [^\\n]* OWNER TO (${name});$`,
  `^GRANT [^\\n]* TO (${name})(?: WITH GRANT OPTION)?;$`,
  `^REVOKE [^\\n]* FROM (${name});$`,
  `^ALTER DEFAULT PRIVILEGES FOR ROLE (${name}) `,
  `^ALTER DEFAULT PRIVILEGES [^\\n]* TO (${name})(?: WITH GRANT OPTION)?;$`,
  `^CREATE POLICY [^\\n]* TO (${name}(?:, ${name})*)(?: USING| WITH|;)`,
  `^SET SESSION AUTHORIZATION '?(${name})'?;$`,
].map((pattern) => new RegExp(pattern, 'gm'));

function rolesIn(script: string): string[] {
  const found = places.flatMap((pattern) => [...script.matchAll(pattern)].map((match) => match[1]!));
  const names = found.flatMap((list) => list.match(new RegExp(name, 'g')) ?? []);
  const plain = names.map((each) => (each.startsWith('"') ? each.slice(1, -1).replaceAll('""', '"') : each));
  return [...new Set(plain)].filter((role) => !/^(pg_|public$)/.test(role)).sort();
}

function cut({ path }: Dump, detail: string): PgrehearseError {
  return new PgrehearseError('data/restore-cut', `the dump ${displayPath(path)} is cut or damaged`, {
    source: 'data.restore',
    detail,
    hint: 'Make it again, or copy it again from where it was made.',
  });
}

function choosesDatabase({ path }: Dump): PgrehearseError {
  return new PgrehearseError(
    'data/restore-create',
    `the dump ${displayPath(path)} creates or chooses a database itself`,
    {
      source: 'data.restore',
      detail: 'It has CREATE DATABASE or \\connect; rows would go to a database that is not the rehearsal’s.',
      hint: 'Make it with pg_dump of the one database, without --create.',
    },
  );
}
