import type { Client } from 'pg';
import type { RelationFacts } from '../../evidence/Evidence.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { canaries } from './canaries.ts';
import type { TrafficItem } from './TrafficItem.ts';
import { trafficItems } from './trafficItems.ts';

/** The declared traffic, else canaries on what the migrations name. */
export async function loadItems(
  client: Client,
  { scenario, pending }: Pick<RehearsalRequest, 'scenario' | 'pending'>,
  relations: readonly RelationFacts[],
): Promise<TrafficItem[]> {
  if (scenario.traffic.length > 0) return trafficItems(client, scenario);
  return canaries(pending, relations);
}
