import { PgrehearseError } from '../errors.ts';
import type { RunnerFacts } from '../evidence/ScenarioFacts.ts';
import { displayPath } from '../scenario/displayPath.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { MigrationDirectory } from './MigrationDirectory.ts';
import type { MigrationHistory } from './MigrationHistory.ts';
import { readHistory } from './readHistory.ts';
import type { Runner } from './runners/Runner.ts';
import { runners } from './runners/runnerRegistry.ts';
import { stepsOf } from './stepsOf.ts';

export interface ChosenRunner {
  facts: RunnerFacts;
  history: MigrationHistory;
}

interface Asked extends Pick<ResolvedScenario, 'production'> {
  migrations: Pick<ResolvedScenario['migrations'], 'runner' | 'transaction' | 'placeholders'>;
}

interface Fitting {
  runner: Runner;
  why: string;
}

/**
 * As which tool's a directory is read: what the scenario says, else what the directory looks like. Where several fit,
 * that is an error unless all of them run the migrations alike, or one is known to have run them on production.
 * @throws PgrehearseError `migrations/ambiguous-runner`, and as `readHistory`
 */
export async function runnerOf(
  directory: MigrationDirectory,
  { migrations, production }: Asked,
): Promise<ChosenRunner> {
  const { runner: wanted, transaction, placeholders } = migrations;
  const read = (runner: Runner) => readHistory(directory, { runner, transaction, placeholders });
  const done = async (runner: Runner, how: RunnerFacts['how'], why: string): Promise<ChosenRunner> => ({
    facts: { name: runner.name, how, why, transaction: transaction ?? runner.transaction },
    history: await read(runner),
  });
  if (wanted !== null) return done(runners[wanted.name], 'chosen', `${wanted.origin} says so`);

  const fits = fitting(directory);
  const [first] = fits;
  if (!first) return done(runners.plain, 'detected', 'it looks like no other tool’s');
  if (fits.length === 1) return done(first.runner, 'detected', first.why);
  const known = fits.find(({ runner }) =>
    production?.known?.migrations.some(({ tool }) => tool === runner.name),
  );
  if (known) return done(known.runner, 'detected', `${known.why}, and production has its table`);
  const histories = await Promise.all(fits.map(({ runner }) => read(runner).catch(() => null)));
  const differing = histories.findIndex((other) => other === null || !alike(histories[0] ?? null, other));
  if (differing >= 0) throw ambiguous(directory, fits, migrationThatDiffers(histories, differing));
  const others = fits.slice(1).map(({ runner }) => runner.name);
  return {
    ...(await done(first.runner, 'detected', `${first.why}; ${others.join(' and ')} would run them alike`)),
    history: histories[0]!,
  };
}

function fitting(directory: MigrationDirectory): Fitting[] {
  const fits = Object.values(runners).flatMap((runner): Fitting[] => {
    const why = runner.detect(directory);
    return why === null ? [] : [{ runner, why }];
  });
  // Pairs of files are what any script may be run from, unless the project says whose they are.
  const [only] = fits;
  if (fits.length === 1 && only!.runner.name === 'golang-migrate' && !/go\.mod/.test(only!.why))
    fits.push({ runner: runners.plain, why: 'any program may run such files one by one' });
  return fits;
}

function alike(a: MigrationHistory | null, b: MigrationHistory): boolean {
  return a !== null && playOf(a) === playOf(b);
}

function playOf({ migrations }: Pick<MigrationHistory, 'migrations'>): string {
  return JSON.stringify(
    migrations.map(({ id, up, down }) => [
      id,
      [up, down].map((file) => file && [file.error?.message ?? null, played(file)]),
    ]),
  );
}

function played(file: MigrationHistory['migrations'][number]['up']): unknown {
  if (file.transaction === 'shared') return ['shared', file.statements.map(({ sql }) => sql)];
  // Whether a lone statement gets its BEGIN from the tool or from the server is the same.
  return stepsOf(file).steps.map(({ opens, closes, sql }) => [opens, closes, sql]);
}

function migrationThatDiffers(
  histories: readonly (MigrationHistory | null)[],
  differing: number,
): string | null {
  const [first, other] = [histories[0], histories[differing]];
  if (!first || !other) return null;
  const found = first.migrations.find(
    (migration, i) =>
      playOf({ migrations: [migration] }) !== playOf({ migrations: other.migrations.slice(i, i + 1) }),
  );
  return found?.id ?? null;
}

function ambiguous(
  directory: MigrationDirectory,
  fits: readonly Fitting[],
  migration: string | null,
): PgrehearseError {
  const source = displayPath(directory.path);
  const names = fits.map(({ runner }) => runner.name);
  return new PgrehearseError(
    'migrations/ambiguous-runner',
    `the migrations in ${source} may be ${names.join("'s or ")}'s`,
    {
      detail:
        fits.map(({ runner, why }) => `${runner.name}: ${why}`).join('; ') +
        (migration === null ? '.' : `. They would not run '${migration}' alike.`),
      source,
      hint: `Say which it is: --runner ${names[0]} or --runner ${names[1]}, or migrations.runner in the scenario.`,
    },
  );
}
