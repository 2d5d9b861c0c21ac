import type { QueryResult, Result, ScenarioResult } from '../findings/Result.ts';
import { oneLine, printable } from './text/printable.ts';
import { xml } from './text/xml.ts';
import { causeLines } from './view/causeLines.ts';
import { type Cause, causesOfScenario, stateOf } from './view/causes.ts';
import { queryOf } from './view/locationOf.ts';

/**
 * A test suite per scenario; a test case per pending migration, per key query with its parameters, and per
 * failing cause that belongs to neither. Times are seconds.
 */
export function renderJUnit(result: Result): string {
  const safe = printable(result);
  const suites = safe.scenarios.map(suiteOf);
  const total = (count: (suite: Suite) => number) => suites.reduce((sum, suite) => sum + count(suite), 0);
  const head = `name="pgrehearse" tests="${total(tests)}" failures="${total(failures)}" errors="${total(errors)}" skipped="${total(skipped)}" time="${seconds(total(timeMs))}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${suites.map(suiteXml).join('')}</testsuites>\n`;
}

interface Suite {
  scenario: ScenarioResult;
  cases: Case[];
}
interface Case {
  name: string;
  file: string | null;
  timeMs: number;
  outcome: { kind: 'failure' | 'error' | 'skipped'; type: string; message: string; body: string } | null;
}

const tests = ({ cases }: Suite) => cases.length;
const counter = (kind: string) => (suite: Suite) =>
  suite.cases.filter((test) => test.outcome?.kind === kind).length;
const failures = counter('failure');
const errors = counter('error');
const skipped = counter('skipped');
const timeMs = ({ cases }: Suite) => cases.reduce((sum, test) => sum + test.timeMs, 0);

function suiteOf(scenario: ScenarioResult): Suite {
  const failing = causesOfScenario(scenario).filter(({ state }) => state === 'fail');
  const rest = new Set(failing);
  const take = (matches: (cause: Cause) => boolean) => {
    const taken = failing.filter((cause) => rest.has(cause) && matches(cause));
    for (const cause of taken) rest.delete(cause);
    return failureOf(taken);
  };
  const cases: Case[] = scenario.migrations.map(({ id, file, status, durationMs }) => ({
    name: id,
    file,
    timeMs: durationMs.median,
    outcome:
      take(({ findings }) => findings.some(({ subject }) => subject.migration === id)) ??
      (status === 'skipped'
        ? skip('not applied, because an earlier migration failed or the run ended')
        : null),
  }));
  for (const query of scenario.queries) {
    const { name, parameters, after } = query;
    cases.push({
      name: `${name} (${parameters})`,
      file: query.file ?? scenario.file,
      timeMs: after.latencyMs?.median ?? 0,
      outcome: queryFailure(query, scenario, failing),
    });
  }
  for (const cause of failing)
    if (cause.findings.some((finding) => queryOf(scenario, finding) !== null)) rest.delete(cause);
  for (const cause of rest) {
    cases.push({ name: cause.name, file: scenario.file, timeMs: 0, outcome: failureOf([cause]) });
  }
  if (scenario.error) {
    const { code, message, detail, hint } = scenario.error;
    const body = [message, detail, hint].filter(Boolean).join('\n');
    cases.push({
      name: 'rehearsal',
      file: scenario.file,
      timeMs: 0,
      outcome: { kind: 'error', type: code, message, body },
    });
  }
  for (const text of scenario.notObserved) {
    cases.push({
      name: `not observed: ${oneLine(text, 60)}`,
      file: scenario.file,
      timeMs: 0,
      outcome: skip(text),
    });
  }
  return { scenario, cases };
}

function skip(message: string): Case['outcome'] {
  return { kind: 'skipped', type: '', message, body: '' };
}

function failureOf(causes: Cause[]): Case['outcome'] {
  const [worst] = causes;
  if (!worst) return null;
  const body = causes.map((cause) => [cause.findings[0].title, ...causeLines(cause)].join('\n')).join('\n\n');
  return { kind: 'failure', type: worst.findings[0].rule, message: worst.findings[0].title, body };
}

/** Of each query by itself, whatever else its cause made worse. */
function queryFailure(query: QueryResult, scenario: ScenarioResult, failing: Cause[]): Case['outcome'] {
  const own = failing.flatMap((cause) => {
    const [worst, ...more] = cause.findings.filter(
      (finding) => stateOf(finding) === 'fail' && queryOf(scenario, finding) === query,
    );
    return worst ? [{ ...cause, findings: [worst, ...more] as Cause['findings'] }] : [];
  });
  return failureOf(own);
}

function suiteXml(suite: Suite): string {
  const { scenario, cases } = suite;
  const head = `name="${xml(scenario.name)}" tests="${tests(suite)}" failures="${failures(suite)}" errors="${errors(suite)}" skipped="${skipped(suite)}" time="${seconds(timeMs(suite))}" timestamp="${xml(scenario.startedAt)}"`;
  return `  <testsuite ${head}>\n${cases.map((test) => caseXml(test, scenario.name)).join('')}  </testsuite>\n`;
}

function caseXml({ name, file, timeMs, outcome }: Case, classname: string): string {
  const place = file === null ? '' : ` file="${xml(file)}"`;
  const head = `    <testcase classname="${xml(classname)}" name="${xml(name)}"${place} time="${seconds(timeMs)}"`;
  if (!outcome) return `${head}/>\n`;
  const { kind, type, message, body } = outcome;
  const attributes = `message="${xml(oneLine(message))}"${type ? ` type="${xml(type)}"` : ''}`;
  const inner = body ? `<${kind} ${attributes}>${xml(body)}</${kind}>` : `<${kind} ${attributes}/>`;
  return `${head}>${inner}</testcase>\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
