import { existsSync } from 'node:fs';
import { PgrehearseError } from '../errors.ts';
import type { Evidence } from '../evidence/Evidence.ts';
import { readJson } from '../evidence/readJson.ts';
import type { Baseline, UsableBaseline } from '../findings/Baseline.ts';
import { type BaselineFile, baselineVersion } from './BaselineFile.ts';

const hint = 'Write one from an accepted run: pgrehearse baseline update.';

/**
 * The entry that fits a scenario's evidence. Times are compared within one host class only; what repeats exactly
 * (rewrites, scans, pages, plans) within one scale and major version.
 * Evidence without a server yet fits whatever its major version.
 * @param explicit whether the file was named by --baseline: then one that is missing or does not fit is an error
 * @throws PgrehearseError `baseline/missing`, `/cut`, `/not-ours`, `/version`, `/scenario`, `/scale`
 */
export async function readBaseline(
  path: string,
  evidence: Evidence,
  explicit: boolean,
): Promise<{ baseline: UsableBaseline | null; notes: string[] }> {
  if (!explicit && !existsSync(path)) return { baseline: null, notes: [] };
  const file = await readBaselineFile(path);
  const { name, scale } = evidence.scenario;
  const entries = file.scenarios[name];
  if (!entries) {
    if (explicit) throw ofAnotherScenario(path, Object.keys(file.scenarios), name);
    return { baseline: null, notes: [`no baseline for ${name} in ${path}`] };
  }
  const major = evidence.server?.major;
  const fits = (entry: Baseline) => entry.scale === scale && (major === undefined || entry.major === major);
  const fitting = entries.filter(fits);
  const entry = fitting.find(({ hostClass }) => hostClass === evidence.host.class) ?? newest(fitting);
  if (entry) {
    const sameHost = entry.hostClass === evidence.host.class;
    const note = `times are not compared: the baseline is from a host of class ${entry.hostClass}, this is ${evidence.host.class}`;
    return { baseline: { ...entry, sameHost }, notes: sameHost ? [] : [note] };
  }
  const found = entries.map((one) => `scale ${one.scale}, PostgreSQL ${one.major}`).join('; ') || 'no entry';
  const wanted = `scale ${scale}${major === undefined ? '' : `, PostgreSQL ${major}`}`;
  if (explicit) {
    throw new PgrehearseError('baseline/scale', `baseline ${path} has no entry that fits this run`, {
      detail: `Expected ${wanted}; found ${found}.`,
      hint,
    });
  }
  return { baseline: null, notes: [`no baseline for ${wanted} in ${path} (it has: ${found})`] };
}

export function readBaselineFile(path: string): Promise<BaselineFile> {
  return readJson<BaselineFile>(path, {
    name: 'baseline',
    area: 'baseline',
    version: baselineVersion,
    fields: ['scenarios'],
    hint,
  });
}

function ofAnotherScenario(path: string, found: readonly string[], expected: string): PgrehearseError {
  return new PgrehearseError('baseline/scenario', `baseline ${path} belongs to another scenario`, {
    detail: `Expected ${expected}, found ${found.join(', ') || 'none'}.`,
    hint: 'Name the right file with --baseline, or leave the flag out: a scenario’s baseline lies beside its file.',
  });
}

function newest(entries: readonly Baseline[]): Baseline | undefined {
  return [...entries].sort((a, b) => (a.takenAt < b.takenAt ? 1 : -1))[0];
}
