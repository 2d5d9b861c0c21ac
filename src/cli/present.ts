import type { ExitCode } from '../errors.ts';
import { exitCodeOf, type FailOn } from '../findings/exitCodeOf.ts';
import type { Result } from '../findings/Result.ts';
import { renderSummary } from '../report/renderSummary.ts';
import { palette } from './palette.ts';
import type { Terminal } from './Terminal.ts';
import { type ChosenReporter, writeReports } from './writeReports.ts';

export interface Presentation {
  output: string;
  reporters: readonly ChosenReporter[];
  failOn: readonly FailOn[];
  json: boolean;
  quiet: boolean;
  /** The command that does it again. */
  again: string;
}

/** Writes the reports, prints the summary, and gives the exit code. */
export async function present(result: Result, how: Presentation, terminal: Terminal): Promise<ExitCode> {
  const written = await writeReports(result, how.reporters, how.output, (text) =>
    // With --json, standard output is JSON and nothing else.
    how.json ? terminal.err(text) : terminal.out(text),
  );
  if (how.json) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
  else if (!how.quiet) terminal.out(`\n${renderSummary(result, palette(terminal.colour))}\n`);
  const lines = `again:  ${how.again}\nreport: ${written.get('html')}\n`;
  if (how.json) terminal.err(lines);
  else terminal.out(lines);
  return exitCodeOf(result, how.failOn);
}
