import type { Client } from 'pg';
import type { Evidence } from '../../../evidence/Evidence.ts';
import { plansOf } from '../plansOf.ts';
import { plannedRelations } from './plannedRelations.ts';
import { readPlanCatalog } from './readPlanCatalog.ts';

/** The catalog at one of the captures, once its plans are there: of what they name, and of what the plans before named, under its present name. */
export async function addCatalog(
  client: Client,
  evidence: Evidence,
  when: 'before' | 'afterDeploy' | 'after',
): Promise<void> {
  if (evidence.queries.length === 0) return;
  const known = evidence.catalogs?.before?.tables.map(({ oid }) => oid) ?? [];
  const named = plannedRelations(evidence.queries.flatMap((query) => plansOf(query, when)));
  evidence.catalogs = { ...evidence.catalogs, [when]: await readPlanCatalog(client, named, known) };
}
