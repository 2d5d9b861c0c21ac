import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import { applyGroup, groupsOf } from '../../apply/applyGroup.ts';
import { openSession } from '../../apply/openSession.ts';
import { skippedMigration } from '../../apply/skippedMigration.ts';
import { startClock } from '../../Clock.ts';
import { keepCluster } from '../../cluster/keepCluster.ts';
import type { RehearsalRequest } from '../../RehearsalRequest.ts';
import { PlanWalk } from './PlanWalk.ts';
import { settleTables } from './settleTables.ts';
import type { TrackedQuery } from './TrackedQuery.ts';

/**
 * Applies the pending migrations as a rehearsal does, up to the first that fails, on a clone that is dropped, and looks at
 * the queries on the way. All queries are of one capture.
 */
export async function walkPending(
  request: RehearsalRequest,
  queries: readonly TrackedQuery[],
  catalog: PlanCatalog,
): Promise<Pick<PlanWalk, 'looks' | 'families'>> {
  const { server, dataset, pending, scenario, planIdentity: identity } = request;
  const database = await dataset.clone('blame');
  try {
    const observer = await server.connect(database, { applicationName: 'pgrehearse blame' });
    const putBack = await keepCluster(observer, server.superuser, pending);
    try {
      const withStatistics = queries.some(({ capture }) => capture === 'after');
      const walk = new PlanWalk({
        queries,
        catalog,
        major: server.major,
        identity,
        settle: withStatistics
          ? (tables, session) => settleTables(tables, session, observer, dataset.exactRows)
          : null,
      });
      await walk.start(
        observer,
        pending.flatMap(({ up }) => up.statements),
      );
      for (const migrations of groupsOf(pending)) {
        const seen = migrations.map(skippedMigration);
        const { session, close } = await openSession({ request, database, observer, clock: startClock() });
        session.followedBy(walk);
        try {
          const starting = ({ id }: { id: string }) => walk.beginning(id);
          await applyGroup({ migrations, evidence: seen, policy: scenario.migrations, starting }, session);
        } finally {
          await close();
        }
        if (seen.some(({ status }) => status === 'failed')) break;
      }
      return walk;
    } finally {
      await putBack(observer);
      await observer.end().catch(() => undefined);
    }
  } finally {
    await server.dropDatabase(database).catch(() => undefined);
  }
}
