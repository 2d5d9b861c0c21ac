import { lastLines } from '../../dataset/source/lastLines.ts';
import { runProgram } from '../../dataset/source/runProgram.ts';
import { PgrehearseError } from '../../errors.ts';
import type { ProgramEvidence } from '../../evidence/CommandEvidence.ts';
import type { ResolvedCommand, ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import { fillCommand, fillText, placeholderValues } from '../../server/connection/fillPlaceholders.ts';
import type { Server } from '../../server/Server.ts';
import type { Clock } from '../Clock.ts';

/** Between being asked to end and being ended, for a tool that rolls back and lets go of its locks. */
const graceMs = 5_000;

/** Runs the author's tool against a database of ours, to its end or that of its time. */
export async function runTool(
  command: string,
  { env, timeLimitMs }: ResolvedCommand,
  { directory }: Pick<ResolvedScenario, 'directory'>,
  { server, database, clock }: { server: Server; database: string; clock: Clock },
  signal?: AbortSignal,
): Promise<ProgramEvidence> {
  const values = placeholderValues(server.connection, database);
  const startedMs = clock();
  const { code, late, output } = await runProgram({
    command: fillCommand(command, values),
    folder: directory,
    connection: server.connection,
    database,
    env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fillText(text, values)])),
    timeoutMs: timeLimitMs,
    graceMs,
    signal,
  });
  return { command, exitCode: code, late, startedMs, finishedMs: clock(), output };
}

/**
 * What a shell answers where there is no such program, or where it may not be run (POSIX, "Exit Status for Commands").
 * @throws PgrehearseError `migrations/command-not-found`
 */
export function checkFound({ command, exitCode, output }: ProgramEvidence, field: string): void {
  if (exitCode !== 127 && exitCode !== 126) return;
  const what = exitCode === 127 ? 'names a program that is not there' : 'names a file that cannot be run';
  throw new PgrehearseError('migrations/command-not-found', `${field} ${what}`, {
    source: `${field}: ${command}`,
    detail: lastLines(output) || `It ended with ${exitCode}.`,
    hint: 'It runs in the folder of the scenario’s file: write its path from there, or install the program.',
  });
}
