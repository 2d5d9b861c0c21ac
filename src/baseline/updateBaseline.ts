import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import type { ScenarioResult } from '../findings/Result.ts';
import { type BaselineFile, baselineVersion } from './BaselineFile.ts';
import { baselineOf } from './baselineOf.ts';
import { readBaselineFile } from './readBaseline.ts';

/**
 * Makes a result the baseline of its scenario, in place of the entry for the same scale, major version and host
 * class; the other entries stay.
 * @throws PgrehearseError `baseline/unfinished` for a result with an error, or as `readBaselineFile`
 */
export async function updateBaseline(
  path: string,
  result: ScenarioResult,
  reason: string | null,
): Promise<void> {
  if (result.error || result.notObserved.length > 0) {
    throw new PgrehearseError(
      'baseline/unfinished',
      `the result of ${result.name} is not whole and cannot be a baseline`,
      {
        detail: result.error?.message ?? result.notObserved.join('; '),
        hint: result.error
          ? 'Correct what is wrong, run the scenario again, and update the baseline from that result.'
          : 'Run the scenario again so that all of it is observed, without --time-limit and with a longer timeLimit for queries that exceed theirs, and update the baseline from that result.',
      },
    );
  }
  const failed = result.findings.find(
    ({ rule, accepted }) => rule === 'migration/failed' && accepted === null,
  );
  if (failed) {
    throw new PgrehearseError(
      'baseline/unfinished',
      `a migration of ${result.name} failed: this cannot be a baseline`,
      {
        detail: failed.title,
        hint: 'Correct the migration and run again; or, where the failure is expected, accept it in the scenario.',
      },
    );
  }
  const none: BaselineFile = { schemaVersion: baselineVersion, scenarios: {} };
  const file = existsSync(path) ? await readBaselineFile(path) : none;
  const entry = baselineOf(result, reason);
  const others = (file.scenarios[result.name] ?? []).filter(
    ({ scale, major, hostClass }) =>
      scale !== entry.scale || major !== entry.major || hostClass !== entry.hostClass,
  );
  const scenarios = { ...file.scenarios, [result.name]: [...others, entry] };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, `${JSON.stringify({ ...file, scenarios }, null, 2)}\n`);
  await rename(`${path}.part`, path);
}
