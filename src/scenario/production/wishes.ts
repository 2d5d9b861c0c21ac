import { displayPath } from '../displayPath.ts';
import type { ResolvedProduction } from '../ResolvedScenario.ts';
import type { PostgresSpec } from '../Scenario.ts';
import type { ProductionServer } from './Production.ts';
import { rehearsedSettings } from './rehearsedSettings.ts';

/**
 * Production's server as production.json knows it, in the words of a scenario. Extensions are left to the migrations
 * that create them, and settings that go with production's machine to the machine of the rehearsal.
 */
export function wishesOf(
  production: ResolvedProduction | null,
): { spec: PostgresSpec; source: string; extensions: string[] } | null {
  if (!production?.known || production.file === null) return null;
  const { major, encoding, locale, timezone, settings, extensions } = production.known.server;
  const rehearsed = Object.entries(settings).filter(([name]) => rehearsedSettings.includes(name));
  return {
    spec: {
      version: major,
      encoding,
      locale: localeOf(locale),
      timezone,
      settings: Object.fromEntries(rehearsed),
    },
    extensions: Object.keys(extensions),
    source: displayPath(production.file),
  };
}

/** In a scenario's words. */
export function localeOf({ provider, collate, locale }: ProductionServer['locale']): string {
  return provider === 'icu' ? `icu:${locale ?? 'und'}` : (locale ?? collate);
}
