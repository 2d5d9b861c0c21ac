import { resolve } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import { parseDuration } from '../units.ts';
import { didYouMean } from './nearest.ts';
import type { Overrides } from './Overrides.ts';
import type { ResolvedMigrations } from './ResolvedScenario.ts';
import { resolveCommand } from './resolveCommand.ts';
import { pendingByFlag } from './resolveRun.ts';
import { type RunnerName, runnerNames } from './runnerNames.ts';
import type { MigrationFiles, MigrationsSpec, PendingSpec } from './Scenario.ts';

const pauseMs = 1_000;

/**
 * Which migrations are run, and how. What a flag says goes before what a scenario says.
 * @param directory what relative paths start from
 * @param origin where the fields were set, for messages
 * @throws PgrehearseError `usage/pending`, `usage/runner`, `usage/placeholder`
 */
export function resolveMigrations(
  given: MigrationsSpec,
  overrides: Overrides,
  directory: string,
  origin: (field: string) => string,
): ResolvedMigrations {
  const {
    runner,
    transaction = null,
    placeholders = {},
    lockTimeout,
    retries = 0,
  } = 'command' in given ? ({} as Partial<MigrationFiles>) : given;
  return {
    directory: given.directory === undefined ? null : resolve(directory, given.directory),
    command: resolveCommand(given),
    ...(pendingByFlag(overrides) ?? {
      pending: given.pending ?? ({ last: 1 } satisfies PendingSpec),
      pendingOrigin: origin('migrations.pending'),
    }),
    runner:
      runnerByFlag(overrides) ?? (runner ? { name: runner, origin: origin('migrations.runner') } : null),
    transaction,
    placeholders: { ...placeholders, ...placeholdersByFlag(overrides) },
    lockTimeoutMs: lockTimeout === undefined ? null : milliseconds(lockTimeout),
    retries:
      typeof retries === 'number'
        ? { times: retries, pauseMs }
        : { times: retries.times, pauseMs: milliseconds(retries.pause) },
  };
}

/** Checked scenarios have milliseconds, authors' texts. */
function milliseconds(duration: string | number): number {
  return parseDuration(duration)!;
}

/** The runner that a flag names. Throws `usage/runner`. */
export function runnerByFlag({ runner }: Pick<Overrides, 'runner'>): ResolvedMigrations['runner'] {
  if (runner === undefined) return null;
  if ((runnerNames as readonly string[]).includes(runner))
    return { name: runner as RunnerName, origin: '--runner' };
  throw new PgrehearseError('usage/runner', `--runner does not know '${runner}'`, {
    detail: `Expected one of ${runnerNames.join(', ')}.${didYouMean(runner, runnerNames)}`,
    source: '--runner',
    hint: 'Give one of them, or leave it out: it is then what the directory looks like. A tool that is none of them can be played by --runner plain.',
  });
}

/** `name=value`. Throws `usage/placeholder`. */
export function placeholdersByFlag({
  placeholders = [],
}: Pick<Overrides, 'placeholders'>): Record<string, string> {
  return Object.fromEntries(
    placeholders.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new PgrehearseError('usage/placeholder', `--placeholder: expected name=value, found '${text}'`, {
        source: '--placeholder',
        hint: 'Write it as --placeholder schema=app.',
      });
    }),
  );
}
