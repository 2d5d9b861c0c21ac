import type { Client } from 'pg';
import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import type { RehearsalRequest } from '../../RehearsalRequest.ts';
import { statementError } from '../../statementError.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import { plannedRelations } from '../catalog/plannedRelations.ts';
import { explainOnce } from '../explainOnce.ts';
import { plansOf } from '../plansOf.ts';
import { Samples } from './Samples.ts';
import type { SampledTable } from './sampledTables.ts';

/** As many nights' samples; a plan that one in ten of them takes is then seen with 88 %. */
const analyzes = 20;
/** Then what has been seen has to do; but not before there were two samples. */
const patienceMs = 60_000;
const fewest = 2;

/**
 * Analyzes again and again, as production does, and plans the queries of these tables anew each time. The statistics are
 * others afterwards: to be done where nobody needs them any more.
 * @param tables those that are larger than ANALYZE's sample
 * @param catalogs of the database, and before the migrations
 */
export async function samplePlans(
  client: Client,
  request: Pick<RehearsalRequest, 'server' | 'planIdentity' | 'progress'>,
  tables: readonly SampledTable[],
  catalogs: { own: PlanCatalog; before: PlanCatalog },
  bound: readonly BoundQuery[],
  when: 'before' | 'after',
): Promise<Map<BoundQuery, Samples>> {
  const { server, planIdentity, progress } = request;
  const samples = new Map<BoundQuery, Samples>();
  for (const one of bound) {
    const relations = plannedRelations(plansOf(one.evidence, when));
    if (one.evidence[when].shape && tables.some((table) => reads(relations, table)))
      samples.set(one, new Samples());
  }
  const startedMs = performance.now();
  for (let done = 0; done < analyzes && samples.size > 0; done++) {
    if (done >= fewest && performance.now() - startedMs > patienceMs) break;
    progress.step(`sample ${done + 1} of ${analyzes} of ${tables.map(({ name }) => name).join(', ')}`);
    for (const { name } of tables) await client.query(`ANALYZE ${name}`);
    for (const [one, seen] of samples) {
      const plan = await planned(client, one, server.major);
      if (plan) seen.add(planIdentity(plan, catalogs.own, catalogs.before), plan);
      else samples.delete(one);
    }
  }
  return samples;
}

function reads(relations: ReturnType<typeof plannedRelations>, table: SampledTable): boolean {
  return relations.some(({ schema, name }) =>
    table.relations.some((one) => one.schema === schema && one.name === name),
  );
}

/** Null where it cannot be planned any more, which its capture has said. */
async function planned(client: Client, bound: BoundQuery, major: number) {
  await client.query('BEGIN');
  try {
    return await explainOnce(client, bound, { aspect: 'shape', major });
  } catch (error) {
    if (statementError(error)) return null;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}
