import { readJson } from '../evidence/readJson.ts';
import { type Result, resultVersion } from '../findings/Result.ts';

/** @throws PgrehearseError `evidence/…` where the file is missing, cut, of another kind or of another version */
export function readResult(path: string): Promise<Result> {
  return readJson<Result>(path, {
    name: 'a result',
    area: 'evidence',
    version: resultVersion,
    fields: ['tool', 'verdict', 'scenarios'],
    hint: 'pgrehearse run and pgrehearse judge write result.json under --output.',
  });
}
