import { join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { appendNight } from '../baseline/appendNight.ts';
import { readBaseline } from '../baseline/readBaseline.ts';
import type { Evidence } from '../evidence/Evidence.ts';
import { writeEvidence } from '../evidence/writeEvidence.ts';
import type { Result, ScenarioResult } from '../findings/Result.ts';
import { resultOf } from '../findings/resultOf.ts';
import { TimeLimit } from '../rehearsal/TimeLimit.ts';
import type { CommandContext } from './Command.ts';
import { checkFolders } from './checkFolders.ts';
import { baselineFileOf, type ChosenScenarios, type Loaded } from './chooseScenarios.ts';
import { formatError } from './formatError.ts';
import { type JudgingFlags, judgeOne } from './judgeOne.ts';
import { keepUntilInterrupted } from './keepUntilInterrupted.ts';
import { Progress } from './Progress.ts';
import { rehearseScenario } from './rehearseScenario.ts';
import { startEvidence } from './startEvidence.ts';
import { unloadedEvidence } from './unloadedEvidence.ts';

export interface RunFlags extends JudgingFlags {
  output: string;
  history?: string | undefined;
  databaseUrl?: string | undefined;
  yesThisServerIsDisposable: boolean;
  keepDatabase: boolean;
  timeLimitMs: number | null;
  quiet: boolean;
  verbose: boolean;
}

/** After a signal, evidence of what was seen until then may take so long to be written. */
const patienceMs = 3_000;

/** Rehearses and judges one scenario after the other; the failure of one does not stop the others. */
export async function runScenarios(
  chosen: ChosenScenarios,
  flags: RunFlags,
  context: CommandContext,
): Promise<Result> {
  // A baseline that cannot be used is said before the work, not after it.
  if (flags.baseline !== undefined) await checkBaseline(chosen.scenarios, resolve(flags.baseline));
  const history = flags.history ?? chosen.configuration?.history ?? join(flags.output, 'history');
  await checkFolders({ path: flags.output, setting: '--output' }, { path: history, setting: '--history' });
  const timeLimit = new TimeLimit(flags.timeLimitMs);
  const progress = new Progress(context.terminal, { quiet: flags.quiet, verbose: flags.verbose });
  const evidence: Evidence[] = [];
  const results: ScenarioResult[] = [];
  for (const [index, loaded] of chosen.scenarios.entries()) {
    progress.say(`${loaded.name} (${index + 1} of ${chosen.scenarios.length})`);
    const writing = written(loaded);
    const wait = context.cleanup.add(() => Promise.race([writing, pause(patienceMs)]));
    const seen = await writing;
    if (context.cleanup.signal !== null) return new Promise(() => undefined);
    await wait();
    const judged = await judgeOne(seen, flags);
    if (!judged.error) await appendNight(history, judged);
    evidence.push(seen);
    results.push(judged);
  }
  progress.done();
  return resultOf(evidence, results);

  async function keep(url: string, seen: Evidence): Promise<void> {
    progress.done();
    const path = relative(process.cwd(), await writeEvidence(flags.output, seen));
    await keepUntilInterrupted(
      `kept: ${url}\nIt is as it was before the pending migrations. Ctrl-C removes it.\n` +
        `What was seen is in ${path}; for a report: pgrehearse judge ${path}`,
      context,
    );
  }

  async function written(loaded: Loaded): Promise<Evidence> {
    const seen = await evidenceOf(loaded, timeLimit, progress);
    await writeEvidence(flags.output, seen);
    return seen;
  }

  async function evidenceOf(loaded: Loaded, limit: TimeLimit, shown: Progress): Promise<Evidence> {
    const baselineFile = flags.baseline ?? baselineFileOf(loaded, chosen.configuration);
    if ('error' in loaded) {
      context.terminal.err(formatError(loaded.error));
      return unloadedEvidence(loaded, baselineFile);
    }
    return rehearseScenario({
      scenario: loaded.scenario,
      baselineFile: resolve(baselineFile),
      databaseUrl: flags.databaseUrl ?? null,
      disposable: flags.yesThisServerIsDisposable,
      timeLimit: limit,
      progress: shown,
      cleanup: context.cleanup,
      keep: flags.keepDatabase ? keep : null,
    });
  }
}

/** Throws where the file that --baseline names is none, or has nothing for a scenario at its scale. */
async function checkBaseline(scenarios: readonly Loaded[], path: string): Promise<void> {
  for (const loaded of scenarios) {
    if (!('error' in loaded)) await readBaseline(path, startEvidence(loaded.scenario, path), true);
  }
}
