import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { PgrehearseError } from '../errors.ts';
import type { LoadedConfiguration } from './Configuration.ts';
import { configurationSchema } from './checking/configurationSchema.ts';
import { invalidFile } from './checking/invalidFile.ts';
import { problemsOf } from './checking/problems.ts';
import { loadDefault } from './loading/loadDefault.ts';
import type { Budgets, PostgresSpec, Thresholds } from './Scenario.ts';

const names = ['ts', 'mts', 'js', 'mjs'].map((extension) => `pgrehearse.config.${extension}`);

/** The configuration of a working directory; null where it has none. Throws `config/…`. */
export async function loadConfiguration(cwd: string): Promise<LoadedConfiguration | null> {
  const found = names.filter((name) => existsSync(join(cwd, name)));
  if (found.length === 0) return null;
  if (found.length > 1) {
    throw new PgrehearseError(
      'config/ambiguous',
      `expected one configuration, found ${found.join(' and ')}`,
      {
        source: found.join(', '),
        hint: `Keep one of the files in ${cwd}.`,
      },
    );
  }
  const file = join(cwd, found[0]!);
  const value = await loadDefault(file, { area: 'config' });
  const result = configurationSchema.safeParse(value);
  if (!result.data) throw invalidFile('config', file, problemsOf(result.error.issues, value));
  return complete(result.data, file);
}

function complete(checked: z.output<typeof configurationSchema>, file: string): LoadedConfiguration {
  const directory = dirname(file);
  const path = (written: string | undefined) => (written === undefined ? null : resolve(directory, written));
  return {
    file,
    directory,
    // Zod's optional fields may be undefined where ours are absent; both mean the same.
    postgres: (checked.postgres ?? {}) as PostgresSpec,
    budgets: (checked.budgets ?? {}) as Budgets,
    thresholds: (checked.thresholds ?? {}) as Partial<Thresholds>,
    ...(checked.queueProbe === undefined ? {} : { probeMs: checked.queueProbe }),
    reporters: (checked.reporters ?? []).map((reporter) => {
      const [name = '', ...rest] = reporter.split('=');
      return { name, file: path(rest.length === 0 ? undefined : rest.join('=')) };
    }),
    baseline: path(checked.baseline),
    history: path(checked.history),
    scenarios: checked.scenarios ?? null,
    production: path(checked.production),
  };
}
