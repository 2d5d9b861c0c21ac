import type { ResolvedPostgres } from '../scenario/ResolvedScenario.ts';

/** Where a field of `postgres` was set, for an error's source: `settings.work_mem`, else `settings`. */
export function originOf(postgres: ResolvedPostgres, field: string): string | undefined {
  return postgres.origins[field] ?? postgres.origins[field.split('.')[0]!];
}
