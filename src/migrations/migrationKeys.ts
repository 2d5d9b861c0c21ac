import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { AppliedMigration, MigrationTool } from '../scenario/production/Production.ts';
import type { Migration } from './MigrationHistory.ts';

/**
 * What a migration of a directory may be called in a tool's table. Names and hashes are exact, numbers are what is
 * left where the table holds no name.
 */
export interface MigrationKeys {
  names: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
}

/** @param journal drizzle's times of making, by tag */
export function keysOfMigration(
  { id, up }: Pick<Migration, 'id' | 'up'>,
  tool: MigrationTool | null,
  journal: ReadonlyMap<string, string>,
): MigrationKeys {
  const names = new Set([id]);
  const numbers = new Set<string>();
  const dated = /^\d[\d-]*/.exec(id)?.[0];
  if (tool === 'drizzle') {
    names.add(createHash('sha256').update(up.text).digest('hex'));
    const when = journal.get(id);
    if (when !== undefined) names.add(when);
  } else if (tool === 'flyway') {
    const version = /^[VB](\d[\d._]*?)__/.exec(id)?.[1];
    if (version !== undefined) numbers.add(numberOf(version.replaceAll('_', '.')));
  } else if (tool === 'alembic') {
    for (const word of id.split(/[_.-]/)) names.add(word);
  } else if (dated !== undefined) {
    // Diesel's folders are 2024-01-31-120000_name, its version is 20240131120000.
    numbers.add(numberOf(tool === 'diesel' ? dated.replaceAll('-', '') : /^\d+/.exec(dated)![0]));
  }
  return { names, numbers };
}

export function keysOfApplied({ version, name }: AppliedMigration): MigrationKeys {
  const given = [version, ...(name === undefined ? [] : [name])];
  return {
    names: new Set(given.flatMap((text) => [text, withoutExtension(basename(text))])),
    numbers: new Set(/^\d[\d.]*$/.test(version) ? [numberOf(version)] : []),
  };
}

/** Django's table is of all applications: the one of this directory, `shop/migrations`, where it is among them. */
export function ofDirectory(
  tool: MigrationTool | null,
  directory: string,
  applied: readonly AppliedMigration[],
): readonly AppliedMigration[] {
  if (tool !== 'django') return applied;
  const application = `${basename(dirname(directory))}.`;
  const own = applied.filter(({ version }) => version.startsWith(application));
  return own.length > 0 ? own : applied;
}

function withoutExtension(name: string): string {
  return name.replace(/(\.(up|do))?\.(sql|js|ts|mjs|cjs|py|rb|exs)$/, '');
}

/** `0042` and `42` are one, and so are `1.02` and `1.2`. */
function numberOf(digits: string): string {
  return digits
    .split('.')
    .map((part) => part.replace(/^0+(?=\d)/, ''))
    .join('.');
}
