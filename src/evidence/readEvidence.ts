import { type Evidence, evidenceVersion } from './Evidence.ts';
import { readJson } from './readJson.ts';

/** @throws PgrehearseError where the file is missing, cut, of another kind or of another version */
export function readEvidence(path: string): Promise<Evidence> {
  return readJson<Evidence>(path, {
    name: 'evidence',
    area: 'evidence',
    version: evidenceVersion,
    fields: ['scenario', 'relations', 'repeats', 'queries', 'pending'],
    hint: 'Run the scenario again: pgrehearse run writes evidence/<scenario>.json under --output.',
  });
}
