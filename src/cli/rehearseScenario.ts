import { resolve } from 'node:path';
import { fingerprint } from '../analysis/plans/fingerprint.ts';
import { readBaseline } from '../baseline/readBaseline.ts';
import { messageOf, PgrehearseError } from '../errors.ts';
import type { ErrorFacts, Evidence } from '../evidence/Evidence.ts';
import { runnerWords } from '../findings/runnerWords.ts';
import { selectPending } from '../migrations/selectPending.ts';
import { rehearse } from '../rehearsal/rehearse.ts';
import type { TimeLimit } from '../rehearsal/TimeLimit.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { databaseUrlOf } from '../server/connection/databaseUrlOf.ts';
import { errorFacts } from './errorFacts.ts';
import { formatError } from './formatError.ts';
import { loadDataset } from './loadDataset.ts';
import { hostFacts, startEvidence } from './startEvidence.ts';
import { withFile } from './withFile.ts';
import { withholdValues } from './withholdValues.ts';
import { type ServerRun, withServer } from './withServer.ts';

export interface ScenarioRun extends ServerRun {
  scenario: ResolvedScenario;
  baselineFile: string;
  timeLimit: TimeLimit;
  /** Called with the connection string of the last clone, which is then kept until the run is interrupted. */
  keep: ((url: string, evidence: Evidence) => Promise<void>) | null;
}

/** The whole pipeline up to the seam. Gives evidence whatever happens, a defect of ours included. */
export async function rehearseScenario(run: ScenarioRun): Promise<Evidence> {
  const evidence = startEvidence(run.scenario, run.baselineFile);
  try {
    await fillEvidence(run, evidence);
  } catch (error) {
    const { signal } = run.cleanup;
    const known = signal === null ? withFile(asOurs(error), run.scenario) : interrupted(signal);
    if (signal === null) run.progress.fail(formatError(known ?? error));
    evidence.error = known ? errorFacts(known) : defectFacts(error);
  }
  if (run.scenario.dataSource !== null) withholdValues(evidence);
  evidence.finishedAt = new Date().toISOString();
  return evidence;
}

async function fillEvidence(run: ScenarioRun, evidence: Evidence): Promise<void> {
  const { scenario, progress } = run;
  if (run.timeLimit.drops('scenario', evidence.notObserved)) return;
  // One that lies beside the scenario and cannot be read is said before the work, too.
  await readBaseline(resolve(run.baselineFile), evidence, false);
  const selection = await selectPending(scenario);
  evidence.pending = selection.pending.map(({ id }) => id);
  evidence.nothingPending = selection.nothing;
  if (selection.runner) {
    evidence.scenario.runner = selection.runner;
    progress.say(`  ${runnerWords(selection.runner)}`);
  }
  if (evidence.scenario.production && 'production' in scenario.migrations.pending) {
    evidence.scenario.production.missingMigrations = selection.missing;
    evidence.scenario.production.failedMigrations = selection.failed;
  }

  await withServer(run, async (server) => {
    const { version, major, source, settings, lackingExtensions = [] } = server;
    evidence.server = { version, major, source, settings, lackingExtensions: [...lackingExtensions] };
    evidence.host = hostFacts(source);
    const dataset = await loadDataset(server, scenario, selection, progress, () => run.timeLimit.leftMs);
    const { key, cached, loadMs, tables, unfilled } = dataset;
    evidence.dataset = { key, cached, loadMs, tables, unfilled };

    progress.stage('rehearsal');
    await rehearse(
      {
        scenario,
        pending: selection.pending,
        server,
        dataset,
        planIdentity: (plan, catalog, before) => fingerprint(plan, catalog, before).semantic,
        timeLimit: run.timeLimit,
        progress: { step: (text) => progress.update(text) },
      },
      evidence,
    );
    progress.done(inShort(evidence.pending) || 'nothing pending');
    if (run.keep) {
      const kept = await dataset.clone('kept');
      evidence.finishedAt = new Date().toISOString();
      if (scenario.dataSource !== null) withholdValues(evidence);
      await run.keep(databaseUrlOf(server.connection, kept), evidence);
    }
  });
}

/** The first few by name. */
function inShort(ids: readonly string[]): string {
  const more = ids.length - namedIds;
  return more > 1 ? `${ids.slice(0, namedIds).join(', ')} and ${more} more` : ids.join(', ');
}
const namedIds = 3;

/** Not the scenario's fault, and not the server's: what was seen until then stands. */
function interrupted(signal: string): PgrehearseError {
  return new PgrehearseError('server/interrupted', `the run was ended by ${signal}`, {
    hint: 'Run the scenario again to see the rest.',
  });
}

/** Its code has no area of ours, and so the exit code is that of a defect; the other scenarios go on. */
function defectFacts(error: unknown): ErrorFacts {
  return {
    code: 'defect/unexpected',
    message: `a defect of pgrehearse: ${messageOf(error)}`,
    detail: null,
    hint: 'Please report it, with what was printed.',
  };
}

/** An error with a code of ours, or one of the system that its reader can act on. */
function asOurs(error: unknown): PgrehearseError | null {
  if (error instanceof PgrehearseError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC') {
    return new PgrehearseError('disk/full', 'no space is left on the disk', {
      detail: messageOf(error),
      hint: 'Free some space, set TMPDIR to a larger file system, or rehearse at a smaller --scale.',
    });
  }
  return null;
}
