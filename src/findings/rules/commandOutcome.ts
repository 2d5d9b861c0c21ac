import type { Facts } from '../../analysis/Facts.ts';
import type { CommandEvidence } from '../../evidence/CommandEvidence.ts';
import type { ScenarioFacts } from '../../evidence/ScenarioFacts.ts';
import { formatDuration } from '../../units.ts';
import type { Draft } from '../Rule.ts';

/** Of what a tool wrote, the end says what went wrong. */
const shownLines = 6;

/** A tool that failed, where no statement of a migration says why. */
export function commandFailed({ command }: Pick<Facts, 'command'>, scenario: ScenarioFacts): Draft[] {
  if (!command || (command.exitCode === 0 && !command.late)) return [];
  const { exitCode, late, startedMs, finishedMs, output } = command;
  const how = late
    ? `was ended after ${formatDuration(finishedMs - startedMs)}, when its time was over`
    : exitCode === null
      ? 'was ended by a signal'
      : `ended with ${exitCode}`;
  const [next] = command.notApplied;
  return [
    {
      ...draftOf(command, scenario),
      subject: next === undefined ? {} : { migration: next },
      title: `The command that applies the migrations ${how}`,
      why: `In production, the deploy stops here. ${lastWords(output)}`,
      remedy: late
        ? 'Look at what it waited for; where it needs longer, raise migrations.timeLimit.'
        : connectionHint(command),
    },
  ];
}

/** A tool that ended well and did not apply what is pending, or nothing at all. */
export function notApplied({ command }: Pick<Facts, 'command'>, scenario: ScenarioFacts): Draft[] {
  if (command?.exitCode !== 0 || command.late) return [];
  const draft = {
    ...draftOf(command, scenario),
    why: 'The release goes out, and its migration was never run: the new code meets the old schema.',
    remedy: connectionHint(command),
  };
  if (command.notApplied.length > 0) {
    return command.notApplied.map((id) => ({
      ...draft,
      subject: { migration: id },
      title: `The command ended with 0 and did not apply ${id}`,
    }));
  }
  if (command.recorded.length > 0 || command.changed) return [];
  return [{ ...draft, title: 'The command ended with 0 and applied nothing' }];
}

function draftOf({ command }: CommandEvidence, { file }: ScenarioFacts) {
  return {
    severity: 'fail',
    verdict: 'observed',
    subject: {},
    cause: 'the command',
    location: file === null ? null : { file, line: 1 },
    measured: null,
    bound: null,
    evidence: `migrations.command: ${command}`,
  } as const satisfies Partial<Draft>;
}

function connectionHint({ connected, historyTable, exitCode }: CommandEvidence): string {
  // What a POSIX shell ends with where it finds no such program ("Exit Status for Commands").
  if (!connected && exitCode === 127)
    return 'The shell did not find it, or a program that it starts: install it, or write its path from the scenario’s folder.';
  if (!connected)
    return 'It never spoke to the database that it was given: hand that to the tool, as {url}, {jdbcUrl} or in DATABASE_URL, and look for a configuration file that names another.';
  if (historyTable === null)
    return 'No table of a migration tool is in the database: name the one that it writes to in migrations.historyTable.';
  return `What it has applied was read from ${historyTable}. Read its output in the evidence, and check the folder that it takes migrations from.`;
}

function lastWords(output: string): string {
  const lines = output.trim().split('\n').slice(-shownLines).join('\n').trim();
  return lines === '' ? 'It wrote nothing.' : `It wrote at last: ${lines}`;
}
