import { relative } from 'node:path';
import type { ProductionFacts } from '../evidence/ScenarioFacts.ts';
import { rehearsedSettings } from '../scenario/production/rehearsedSettings.ts';
import { localeOf } from '../scenario/production/wishes.ts';
import type { ResolvedProduction } from '../scenario/ResolvedScenario.ts';

/** What evidence keeps of production.json: enough to project, to compare servers and schemas, and to tell its age. */
export function productionFacts(production: ResolvedProduction | null): ProductionFacts | null {
  if (!production) return null;
  const { file, known, rows } = production;
  if (file === null || known === null) return { rows };
  const { version, major, encoding, locale, timezone, settings, extensions } = known.server;
  const histories = new Set(known.migrations.map(({ table }) => table));
  return {
    rows,
    file: relative(process.cwd(), file),
    capturedAt: known.capturedAt,
    server: {
      version,
      major,
      encoding,
      locale: localeOf(locale),
      timezone,
      settings: Object.fromEntries(
        Object.entries(settings).filter(([name]) => rehearsedSettings.includes(name)),
      ),
      extensions: Object.keys(extensions),
    },
    relations: Object.entries(known.tables)
      .filter(([name, { partitionOf }]) => partitionOf === undefined && !histories.has(name))
      .map(([name]) => name),
  };
}
