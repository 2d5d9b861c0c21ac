import { spawnSync } from 'node:child_process';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';

/** `server/locale`, with the server's own words. */
export function localeUnmet(postgres: ResolvedPostgres, serverSays: string): PgrehearseError {
  return new PgrehearseError('server/locale', `the server does not know the locale ${postgres.locale}`, {
    detail: serverSays,
    source: originOf(postgres, 'locale'),
    unmet: ['locale'],
    hint: postgres.locale.startsWith('icu:')
      ? "Name a language tag that ICU knows, for example 'icu:en-US'."
      : `Name one that the server's machine knows${known()}, or one of ICU's such as 'icu:en-US', or use a container image that has it.`,
  });
}

/** The locales of this machine's C library, which the embedded and the local servers use. */
function known(): string {
  const names = (spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout ?? '').split('\n').filter(Boolean);
  return names.length === 0
    ? ''
    : ` (here: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''})`;
}
