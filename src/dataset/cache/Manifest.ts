import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedCluster } from '../../server/Snapshots.ts';
import type { Dataset } from '../Dataset.ts';

/** What is known of a kept dataset; lies beside its files as `manifest.json`. */
export interface Manifest {
  format: typeof manifestFormat;
  /** Of the entry: a hash of what the dataset was made from. */
  key: string;
  /** The scenario that it was made for. */
  scenario: string;
  /** As in `18.4`. */
  version: string;
  saved: SavedCluster;
  dataset: Pick<Dataset, 'key' | 'tables' | 'unfilled' | 'statistics'>;
  /** Of all files. */
  bytes: number;
  /** By path below `data`: bytes, and seconds since 1970 of the last change. */
  files: Record<string, [bytes: number, changed: number]>;
  /** SHA-256 of `global/pg_control`. */
  control: string;
}

const manifestFormat = 1;

export async function writeManifest(folder: string, manifest: Omit<Manifest, 'format'>): Promise<void> {
  const content: Manifest = { format: manifestFormat, ...manifest };
  const text = JSON.stringify(content);
  await writeFile(manifestFile(folder), `${checksum(text)}\n${text}\n`, { mode: 0o600, flush: true });
}

/** Null for one that is cut, changed, or of another format. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  try {
    const [sum, text = ''] = (await readFile(manifestFile(folder), 'utf8')).split('\n');
    if (sum !== checksum(text)) return null;
    const manifest = JSON.parse(text) as Manifest;
    return manifest.format === manifestFormat ? manifest : null;
  } catch {
    return null;
  }
}

/** The time of its last change is when the entry was used last. */
export function manifestFile(folder: string): string {
  return join(folder, 'manifest.json');
}

export function checksum(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
