import { flywayOrder, flywayVersion, isCallback } from './fileNames.ts';
import type { MigrationPaths } from './MigrationPaths.ts';

/** Flyway's migrations in the order in which it runs them, each with what undoes it; callbacks are none. */
export function flywayVersions(all: readonly MigrationPaths[]): MigrationPaths[] {
  return pairVersions(withoutBaselines(all.filter(({ id }) => !isCallback(id))));
}

/** `B2__a.sql` stands in for all versions up to 2; where these are there, it adds nothing. */
function withoutBaselines(found: readonly MigrationPaths[]): MigrationPaths[] {
  const versions = found.filter(({ id }) => id.startsWith('V'));
  const replaces = (id: string) => versions.some((other) => flywayOrder(other.id, id) <= 0);
  return found.filter(({ id }) => !id.startsWith('B') || !replaces(id));
}

/** `U1__a.sql` undoes `V1__a.sql`. */
function pairVersions(found: readonly MigrationPaths[]): MigrationPaths[] {
  const undone = new Map(
    found.filter(({ id }) => id.startsWith('U')).map((paths) => [flywayVersion(paths.id), paths]),
  );
  const versions = found.filter(({ id }) => !id.startsWith('U'));
  for (const paths of versions) {
    const undo = undone.get(flywayVersion(paths.id));
    if (undo === undefined) continue;
    paths.down.push(...undo.up);
    undone.delete(flywayVersion(paths.id));
  }
  const alone = [...undone.values()].map(({ id, up }) => ({ id, up: [], down: up }));
  return [...versions, ...alone].sort((a, b) => flywayOrder(a.id, b.id));
}
