import type { Finding, Severity } from '../findings/Finding.ts';
import type { Result, ScenarioResult } from '../findings/Result.ts';
import { oneLine, printable } from './text/printable.ts';
import { locationOf, queryOf } from './view/locationOf.ts';
import { whySentences } from './view/plans/blameText.ts';

const levels: Record<Severity, string> = { fail: 'error', warn: 'warning', info: 'note' };

/**
 * SARIF 2.1.0, one result per finding; what was accepted is suppressed with its reason.
 * Source: docs.oasis-open.org/sarif/sarif/v2.1.0.
 */
export function renderSarif(result: Result): string {
  const safe = printable(result);
  const findings = safe.scenarios.flatMap((scenario) =>
    scenario.findings.map((finding) => ({ scenario, finding })),
  );
  const rules = [...new Map(findings.map(({ finding }) => [finding.rule, finding])).values()];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: safe.tool.name, version: safe.tool.version, rules: rules.map(ruleOf) },
        },
        automationDetails: { id: `pgrehearse/${safe.project}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [invocation(safe)],
        results: findings.map(({ scenario, finding }) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex(({ rule }) => rule === finding.rule),
          level: levels[finding.severity],
          message: { text: messageOf(scenario, finding) },
          ...locationsOf(scenario, finding),
          partialFingerprints: { 'pgrehearse/v1': finding.id },
          ...(finding.accepted
            ? {
                suppressions: [
                  { kind: 'external', status: 'accepted', justification: finding.accepted.reason },
                ],
              }
            : {}),
          properties: {
            scenario: scenario.name,
            cause: finding.cause,
            verdict: finding.verdict,
            subject: finding.subject,
            measured: finding.measured,
            bound: finding.bound,
          },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf({ rule, why }: Finding) {
  return { id: rule, shortDescription: { text: rule }, fullDescription: { text: oneLine(why) || rule } };
}

function messageOf(scenario: ScenarioResult, finding: Finding): string {
  const { title, why, remedy } = finding;
  const query = queryOf(scenario, finding);
  return [title, ...(query ? whySentences(query, why) : []), why, remedy]
    .map((text) => oneLine(text))
    .filter(Boolean)
    .join('\n\n');
}

function locationsOf(scenario: ScenarioResult, finding: Finding) {
  const { file } = scenario;
  const place = locationOf(scenario, finding) ?? (file ? { file, line: 1 } : null);
  if (!place) return {};
  const uri = place.file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return {
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: Math.max(1, place.line) },
        },
      },
    ],
  };
}

function invocation({ scenarios, startedAt, finishedAt }: Result) {
  const failed = scenarios.filter(({ error }) => error !== null);
  return {
    executionSuccessful: failed.length === 0,
    startTimeUtc: startedAt,
    endTimeUtc: finishedAt,
    toolExecutionNotifications: failed.map(({ name, error }) => ({
      level: 'error',
      message: { text: `${name}: ${error!.code}: ${error!.message}` },
    })),
  };
}
