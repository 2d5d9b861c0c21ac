import { randomBytes } from 'node:crypto';

/** Ten hexadecimal digits that name everything a run makes: its directory, containers and databases. */
export type RunId = string;

export function newRunId(): RunId {
  return randomBytes(5).toString('hex');
}

/** `pgrehearse_<run>_`, at 22 bytes of the 63 that PostgreSQL allows a name (NAMEDATALEN - 1). */
export function databasePrefix(run: RunId): string {
  return `pgrehearse_${run}_`;
}

/** The run that a database belongs to; undefined for one that is not ours. */
export function runOfDatabase(name: string): RunId | undefined {
  return /^pgrehearse_([0-9a-f]{10})_/.exec(name)?.[1];
}

/** `pgrehearse-<run>`, under the directory for temporary files. */
export function directoryName(run: RunId): string {
  return `pgrehearse-${run}`;
}

/** The run that a directory belongs to; undefined for one that is not ours. */
export function runOfDirectory(name: string): RunId | undefined {
  return /^pgrehearse-([0-9a-f]{10})$/.exec(name)?.[1];
}
