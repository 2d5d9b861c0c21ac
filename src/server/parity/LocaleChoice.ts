/** A scenario's `locale`, taken apart. */
export type LocaleChoice =
  | { provider: 'libc'; name: string }
  | { provider: 'icu'; name: string }
  | { provider: 'builtin'; name: 'C.UTF-8' };

/**
 * `icu:<language tag>` is ICU's; `C.UTF-8` the server's own from PostgreSQL 17 on, whose order is the same on every
 * machine (https://www.postgresql.org/docs/17/locale.html#LOCALE-PROVIDERS); all else the C library's.
 */
export function chooseLocale(locale: string, major: number): LocaleChoice {
  if (locale.startsWith('icu:')) return { provider: 'icu', name: locale.slice('icu:'.length) };
  if (/^C\.UTF-?8$/i.test(locale) && major >= 17) return { provider: 'builtin', name: 'C.UTF-8' };
  return { provider: 'libc', name: locale };
}

/**
 * initdb's arguments. `libc` is the locale of the C library that stands beside another provider's, for what
 * still asks it, such as full-text parsing.
 */
export function initdbLocale(choice: LocaleChoice, libc: string): string[] {
  switch (choice.provider) {
    case 'libc':
      return [`--locale=${choice.name}`];
    case 'icu':
      return ['--locale-provider=icu', `--icu-locale=${choice.name}`, `--locale=${libc}`];
    case 'builtin':
      return ['--locale-provider=builtin', `--builtin-locale=${choice.name}`, `--locale=${libc}`];
  }
}

/** Options of CREATE DATABASE from template0; literals are not quoted yet. */
export function createDatabaseLocale(choice: LocaleChoice, libc: string, major: number): [string, string][] {
  switch (choice.provider) {
    case 'libc':
      return [
        ...(major >= 15 ? ([['LOCALE_PROVIDER', 'libc']] as [string, string][]) : []),
        ['LC_COLLATE', choice.name],
        ['LC_CTYPE', choice.name],
      ];
    case 'icu':
      return [
        ['LOCALE_PROVIDER', 'icu'],
        ['ICU_LOCALE', choice.name],
        ['LC_COLLATE', libc],
        ['LC_CTYPE', libc],
      ];
    case 'builtin':
      return [
        ['LOCALE_PROVIDER', 'builtin'],
        ['BUILTIN_LOCALE', choice.name],
        ['LC_COLLATE', libc],
        ['LC_CTYPE', libc],
      ];
  }
}
