import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { basename, relative } from 'node:path';
import { type Evidence, evidenceVersion, type HostFacts } from '../evidence/Evidence.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { ServerKind } from '../scenario/Scenario.ts';
import { productionFacts } from './productionFacts.ts';
import { toolVersion } from './toolVersion.ts';

/** What evidence says of its scenario. */
type DescribedScenario = Pick<
  ResolvedScenario,
  | 'name'
  | 'description'
  | 'tags'
  | 'file'
  | 'scale'
  | 'seed'
  | 'repeats'
  | 'budgets'
  | 'accept'
  | 'thresholds'
  | 'production'
  | 'notes'
>;

/** Evidence of a rehearsal that has seen nothing yet. */
export function startEvidence(scenario: DescribedScenario, baselineFile: string): Evidence {
  const { name, description, tags, scale, seed, repeats, budgets, accept, thresholds, production, notes } =
    scenario;
  const now = new Date().toISOString();
  return {
    schemaVersion: evidenceVersion,
    tool: { name: 'pgrehearse', version: toolVersion },
    project: basename(process.cwd()),
    commit: currentCommit(),
    startedAt: now,
    finishedAt: now,
    scenario: {
      name,
      description,
      tags,
      file: scenario.file === null ? null : relative(process.cwd(), scenario.file),
      baselineFile: relative(process.cwd(), baselineFile),
      scale,
      seed,
      repeats,
      budgets,
      accept,
      thresholds,
      production: productionFacts(production),
    },
    host: hostFacts(null),
    server: null,
    dataset: null,
    relations: [],
    pending: [],
    nothingPending: null,
    repeats: [],
    queries: [],
    notObserved: [],
    ...(notes.length > 0 ? { notes: [...notes] } : {}),
    error: null,
  };
}

/** Durations are compared within a class only. */
export function hostFacts(source: ServerKind | null): HostFacts {
  const cpus = availableParallelism();
  return {
    platform: platform(),
    arch: arch(),
    cpus,
    memoryBytes: totalmem(),
    class: [platform(), arch(), `${cpus}-cpus`, source ?? 'no-server'].join('-'),
  };
}

function currentCommit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
