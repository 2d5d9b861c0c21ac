import { relative } from 'node:path';
import { lastLines } from '../../dataset/source/lastLines.ts';
import type { CommandEvidence, ProgramEvidence } from '../../evidence/CommandEvidence.ts';
import type { RepeatEvidence } from '../../evidence/Evidence.ts';
import type { MigrationEvidence, RollbackEvidence } from '../../evidence/MigrationEvidence.ts';
import type { ResolvedCommand } from '../../scenario/ResolvedScenario.ts';
import { toolTableNames } from '../../server/target/historyTables.ts';
import { readHistories } from '../../server/target/readHistories.ts';
import { schemaDifference, schemaSnapshot } from '../schemaSnapshot.ts';
import { candidatesIn, candidatesOf } from './candidates.ts';
import type { CommandRun } from './observeCommand.ts';
import { checkFound, runTool } from './runTool.ts';
import { endToolBackends } from './toolBackends.ts';

const keptLines = 40;

/**
 * Lets the author's tool undo what it applied, and compares the schema with the one before. It is one rollback for all:
 * that of the first migration, since nothing is to be left of it.
 * @param before the schema as it was
 */
export async function undoCommand(
  { down }: { down: string },
  command: ResolvedCommand,
  run: CommandRun,
  seen: RepeatEvidence,
  before: readonly string[],
): Promise<void> {
  const first = seen.migrations.find(({ status }) => status === 'applied');
  if (!first || !seen.command) return;
  const { request, database, observer, clock } = run;
  const program = await runTool(down, command, request.scenario, { server: request.server, database, clock });
  await endToolBackends(observer);
  seen.command.down = program;
  checkFound(program, 'migrations.down.command');
  first.rollback = rollbackOf(program, fileOf(run, first));
  if (first.rollback.status === 'failed') return;
  // The tool makes its own tables when it is first run, and keeps them.
  const difference = schemaDifference(before, await schemaSnapshot(observer)).filter((line) => !ofTool(line));
  for (const id of await stillRecorded(run, command, seen.command)) difference.push(`+ applied ${id}`);
  first.rollback.schemaRestored = difference.length === 0;
  first.rollback.difference = difference.slice(0, keptLines);
}

/** What the tool goes on listing as applied would not be applied again. */
async function stillRecorded(
  { request, observer }: CommandRun,
  { historyTable }: ResolvedCommand,
  { recorded, historyTable: table }: CommandEvidence,
): Promise<string[]> {
  const history = (await readHistories(observer, historyTable)).find((one) => one.table === table);
  if (!history) return [];
  const { directory } = request.scenario.migrations;
  const listed =
    directory === null
      ? new Set(candidatesIn(history.applied.filter(({ state }) => state === undefined)).map(({ id }) => id))
      : (await candidatesOf(request.pending, directory, history)).recorded;
  return recorded.filter((id) => listed.has(id));
}

function rollbackOf(program: ProgramEvidence, file: string): RollbackEvidence {
  const { exitCode, late, startedMs, finishedMs, output } = program;
  const failed = exitCode !== 0 || late;
  const message = late
    ? 'it was ended when its time was over'
    : `the command ended with ${exitCode ?? 'a signal'}`;
  return {
    file,
    status: failed ? 'failed' : 'applied',
    durationMs: finishedMs - startedMs,
    // What a program says is no SQLSTATE: that of a function outside PostgreSQL (external_routine_exception) is nearest.
    error: failed
      ? { code: '38000', message, detail: lastLines(output) || null, hint: null, statement: 1, line: 1 }
      : null,
    schemaRestored: null,
    difference: [],
  };
}

/** The scenario's file says what is run. */
function fileOf({ request: { scenario } }: CommandRun, { file }: MigrationEvidence): string {
  return scenario.file === null ? file : relative(process.cwd(), scenario.file);
}

const words = [...toolTableNames].join('|');
const named = new RegExp(`[. "](?:${words})(?:[" .(]|_[a-z_]*(?:pkey|key|idx|seq|index)|$)`);

function ofTool(line: string): boolean {
  return named.test(line);
}
