import { ExitCode, exitCodeOfErrorCode } from '../errors.ts';
import type { Finding } from './Finding.ts';
import type { Result } from './Result.ts';

/** What `--fail-on` lists. */
export const failOnWords = ['regression', 'budget', 'inconclusive', 'never'] as const;
export type FailOn = (typeof failOnWords)[number];

/** Where several apply: 2, 3, 4, 1, 5. */
const order = [
  ExitCode.usage,
  ExitCode.environment,
  ExitCode.migrationFailed,
  ExitCode.regression,
  ExitCode.inconclusive,
];

/** What the run ends with. A failed migration is no matter of judgement: only an acceptance excuses it. */
export function exitCodeOf(result: Result, failOn: readonly FailOn[]): ExitCode {
  const judged = failOn.includes('never') ? [] : failOn;
  const codes = new Set<ExitCode>();
  for (const { error, findings, verdict } of result.scenarios) {
    if (error) codes.add(exitCodeOfErrorCode(error.code));
    for (const finding of findings.filter(({ severity }) => severity === 'fail')) {
      if (finding.rule === 'migration/failed') codes.add(ExitCode.migrationFailed);
      else if (judged.includes(kindOf(finding))) codes.add(ExitCode.regression);
    }
    if (verdict === 'inconclusive' && judged.includes('inconclusive')) codes.add(ExitCode.inconclusive);
  }
  return order.find((code) => codes.has(code)) ?? (codes.size > 0 ? ExitCode.defect : ExitCode.clean);
}

function kindOf({ verdict }: Finding): FailOn {
  return verdict === 'breached' ? 'budget' : 'regression';
}
