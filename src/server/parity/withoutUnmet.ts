import { defaultPostgres } from '../../scenario/defaults.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';

/** The same without the wishes of production.json that a server cannot meet; null where none of them was a wish. */
export function withoutUnmet(postgres: ResolvedPostgres, unmet: readonly string[]): ResolvedPostgres | null {
  const dropped = unmet.filter((field) => postgres.wished.includes(field));
  if (dropped.length === 0) return null;
  const settings = Object.entries(postgres.settings).filter(
    ([name]) => !dropped.includes(`settings.${name}`),
  );
  const less: ResolvedPostgres = {
    ...postgres,
    settings: Object.fromEntries(settings),
    origins: { ...postgres.origins },
    wished: postgres.wished.filter((field) => !dropped.includes(field)),
  };
  for (const field of dropped) {
    if (field === 'version') less.version = null;
    if (field === 'timezone' || field === 'encoding' || field === 'locale')
      less[field] = defaultPostgres[field];
    less.origins[field] = 'default';
  }
  return less;
}
