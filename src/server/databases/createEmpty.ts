import { type Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';
import { chooseLocale, createDatabaseLocale } from '../parity/LocaleChoice.ts';
import { localeUnmet } from '../parity/localeUnmet.ts';

/** CREATE DATABASE with the encoding and the locale asked for. Throws `server/locale`, `server/encoding`. */
export async function createEmpty(
  admin: Client,
  name: string,
  postgres: ResolvedPostgres,
  major: number,
): Promise<void> {
  const choice = chooseLocale(postgres.locale, major);
  // Not every C library knows C.UTF-8, and every one knows C.
  const attempts = choice.provider === 'libc' ? [choice.name] : ['C.UTF-8', 'C'];
  for (const [index, libc] of attempts.entries()) {
    try {
      const options: [string, string][] = [
        ['ENCODING', postgres.encoding],
        ...createDatabaseLocale(choice, libc, major),
      ];
      const clauses = options.map(([option, value]) => `${option} ${escapeLiteral(value)}`).join(' ');
      await admin.query(`create database ${escapeIdentifier(name)} template template0 ${clauses}`);
      return;
    } catch (error) {
      const more =
        index < attempts.length - 1 && /invalid LC_|invalid locale/i.test((error as Error).message);
      if (!more) throw explained(error, postgres);
    }
  }
}

function explained(error: unknown, postgres: ResolvedPostgres): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const says = [error.message, error.detail, error.hint].filter(Boolean).join('\n');
  if (/locale|LC_|collat|language/i.test(error.message)) return localeUnmet(postgres, says);
  if (/encoding/i.test(error.message)) {
    return new PgrehearseError(
      'server/encoding',
      `the server does not take the encoding ${postgres.encoding}`,
      {
        detail: says,
        source: originOf(postgres, 'encoding'),
        // Either of both may be the one that does not go with the other.
        unmet: ['encoding', 'locale'],
        hint: 'Name an encoding of PostgreSQL that goes with the locale, for example UTF8.',
      },
    );
  }
  return error;
}
