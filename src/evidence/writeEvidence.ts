import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Evidence } from './Evidence.ts';

/** Writes `evidence/<scenario>.json` under the output folder, whole or not at all; gives its path. */
export async function writeEvidence(output: string, evidence: Evidence): Promise<string> {
  const path = join(output, 'evidence', `${evidence.scenario.name}.json`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, `${JSON.stringify(evidence)}\n`);
  await rename(`${path}.part`, path);
  return path;
}
