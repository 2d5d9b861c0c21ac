import { resolve } from 'node:path';
import { readBaseline } from '../baseline/readBaseline.ts';
import { messageOf, PgrehearseError } from '../errors.ts';
import type { Evidence } from '../evidence/Evidence.ts';
import { judge } from '../findings/judge.ts';
import type { ScenarioResult } from '../findings/Result.ts';

export interface JudgingFlags {
  /** `--baseline`; undefined: where the evidence says. */
  baseline?: string | undefined;
  /** False for `--no-accept`. */
  accept: boolean;
}

/** Holds evidence against its baseline; a baseline that cannot be used is the scenario's error, not the run's. */
export async function judgeOne(
  evidence: Evidence,
  { baseline, accept }: JudgingFlags,
): Promise<ScenarioResult> {
  const path = resolve(baseline ?? evidence.scenario.baselineFile);
  try {
    const found = evidence.error
      ? { baseline: null, notes: [] }
      : await readBaseline(path, evidence, baseline !== undefined);
    return judge(evidence, { ...found, accept });
  } catch (error) {
    if (!(error instanceof PgrehearseError)) throw malformed(evidence, error);
    const { code, message, detail = null, hint = null } = error;
    return judge(
      { ...evidence, error: { code, message, detail, hint } },
      { baseline: null, notes: [], accept },
    );
  }
}

/** Evidence that pgrehearse wrote can always be judged; what cannot was changed since. */
function malformed({ scenario }: Evidence, error: unknown): PgrehearseError {
  return new PgrehearseError('evidence/not-ours', `the evidence of ${scenario.name} cannot be judged`, {
    detail: `Expected what pgrehearse run writes, found a field of another shape: ${messageOf(error)}.`,
    hint: 'Run the scenario again; evidence is not meant to be edited.',
    cause: error,
  });
}
