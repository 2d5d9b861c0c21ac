import { type Placeholder, placeholders } from '../../scenario/placeholders.ts';
import type { ConnectionParts } from '../Server.ts';
import { databaseUrlOf } from './databaseUrlOf.ts';

export type PlaceholderValues = Record<Placeholder, string>;

/** What the words in braces stand for: secrets, for programs and never for messages. */
export function placeholderValues(connection: ConnectionParts, database: string): PlaceholderValues {
  const { host, port, user, password = '', ssl } = connection;
  const at = host.includes(':') ? `[${host}]` : host;
  const properties = new URLSearchParams({
    user,
    ...(password === '' ? {} : { password }),
    ...(ssl ? { sslmode: 'require' } : {}),
  });
  return {
    url: databaseUrlOf(connection, database),
    // pgjdbc, "Connecting to the Database".
    jdbcUrl: `jdbc:postgresql://${at}:${port}/${encodeURIComponent(database)}?${properties}`,
    host,
    port: String(port),
    user,
    password,
    database,
  };
}

const word = new RegExp(`^\\{(${placeholders.join('|')})\\}`);

/** A text that no shell reads. */
export function fillText(text: string, values: PlaceholderValues): string {
  return text.replace(new RegExp(word.source.slice(1), 'g'), (_, name: Placeholder) => values[name]);
}

/** A command line for sh: each value is quoted as the place where it stands asks for. */
export function fillCommand(command: string, values: PlaceholderValues): string {
  let filled = '';
  let quote: '"' | "'" | null = null;
  for (let at = 0; at < command.length; ) {
    const found = command[at - 1] === '$' ? null : word.exec(command.slice(at));
    if (found) {
      filled += quoted(values[found[1] as Placeholder], quote);
      at += found[0].length;
      continue;
    }
    const char = command[at]!;
    const escaped = char === '\\' && quote !== "'" ? 2 : 1;
    if (char === quote) quote = null;
    else if (quote === null && (char === '"' || char === "'")) quote = char;
    filled += command.slice(at, at + escaped);
    at += escaped;
  }
  return filled;
}

function quoted(value: string, quote: '"' | "'" | null): string {
  if (quote === '"') return value.replace(/["\\$`]/g, '\\$&');
  const inside = value.replaceAll("'", "'\\''");
  return quote === "'" ? inside : `'${inside}'`;
}
