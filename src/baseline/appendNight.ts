import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScenarioResult } from '../findings/Result.ts';
import { baselineOf } from './baselineOf.ts';

/** Adds a run to `<history>/<scenario>.jsonl`, a line a night, with its verdict. */
export async function appendNight(history: string, result: ScenarioResult): Promise<void> {
  await mkdir(history, { recursive: true });
  const night = {
    ...baselineOf(result, null),
    verdict: result.verdict,
    dataset: result.dataset?.key ?? null,
  };
  await appendFile(join(history, `${result.name}.jsonl`), `${JSON.stringify(night)}\n`);
}
