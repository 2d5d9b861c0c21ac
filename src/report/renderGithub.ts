import type { Result } from '../findings/Result.ts';
import { oneLine, printable } from './text/printable.ts';
import { causeLines } from './view/causeLines.ts';
import { type Cause, causesOf, type State } from './view/causes.ts';
import { locationOfAny } from './view/locationOf.ts';

const commands: Partial<Record<State, string>> = { fail: 'error', warn: 'warning', accepted: 'notice' };

/**
 * Workflow commands that annotate the migrations' lines, worst first: GitHub shows the first ten of a kind.
 * Source: docs.github.com, "Workflow commands for GitHub Actions".
 */
export function renderGithub(result: Result): string {
  const safe = printable(result);
  const causes = causesOf(safe).flatMap((cause) => {
    const command = commands[cause.state];
    return command ? [annotation(command, placeOf(cause), titleOf(cause), bodyOf(cause))] : [];
  });
  const errors = safe.scenarios.flatMap(({ name, file, error, verdict }) =>
    error
      ? [
          annotation(
            verdict === 'pass' ? 'warning' : 'error',
            file ? { file } : {},
            name,
            `${error.code}: ${error.message}`,
          ),
        ]
      : [],
  );
  return [...errors, ...causes].map((line) => `${line}\n`).join('');
}

function annotation(
  command: string,
  place: { file?: string; line?: number },
  title: string,
  body: string,
): string {
  const properties = Object.entries({ ...place, title }).map(
    ([name, value]) => `${name}=${property(String(value))}`,
  );
  return `::${command} ${properties.join(',')}::${data(body)}`;
}

function placeOf({ scenario, findings }: Cause): { file?: string; line?: number } {
  const location = locationOfAny(scenario, findings);
  if (location) return { file: location.file, line: location.line };
  return scenario.file ? { file: scenario.file } : {};
}

function titleOf({ scenario, findings }: Cause): string {
  return `${scenario.name}: ${findings[0].rule}`;
}

function bodyOf(cause: Cause): string {
  const [worst] = cause.findings;
  const accepted = worst.accepted ? [`Accepted: ${oneLine(worst.accepted.reason)}`] : [];
  return [
    oneLine(worst.title),
    ...causeLines(cause),
    ...accepted,
    ...worst.remedy.split('\n').map(oneLine),
  ].join('\n');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
