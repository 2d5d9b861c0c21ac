import type { Client } from 'pg';
import type { Dataset } from '../Dataset.ts';
import { contentSamples } from './contentSamples.ts';
import type { FrozenStatistics } from './FrozenStatistics.ts';

/**
 * Freezes those statistics of a build that come from a sample, and says in place which of them are an earlier build's.
 * What the base has put into tables is not part of the dataset's key: the rows tell of themselves.
 */
export async function freezeBuild(
  client: Client,
  frozen: FrozenStatistics,
  key: string,
  statistics: Dataset['statistics'],
): Promise<void> {
  const sampled = statistics.filter(({ from }) => from === 'sampled');
  const state = [key, ...(await contentSamples(client, sampled))];
  const imported = await frozen.freeze(
    client,
    sampled.map(({ name }) => name),
    state,
  );
  for (const table of sampled) if (imported.has(table.name)) table.from = 'imported';
}
