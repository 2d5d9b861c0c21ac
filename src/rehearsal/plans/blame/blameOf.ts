import type { BlameEvidence } from '../../../evidence/QueryEvidence.ts';
import { beyond, type WorkLimits } from '../beyond.ts';
import { blamedLook } from './blamedLook.ts';
import type { Look } from './Look.ts';
import type { Sight, TrackedQuery } from './TrackedQuery.ts';

/**
 * Who made a query what it is, of all looks at it.
 * @param family OIDs of the tables whose changes are its
 */
export function blameOf(
  query: TrackedQuery,
  looks: readonly Look[],
  family: ReadonlySet<number>,
  limits: WorkLimits,
): BlameEvidence {
  const sights = looks.map((look) => look.sights.get(query) ?? null);
  const at = blamedLook(isWork(query) ? asWork(sights, limits) : sights);
  const nobody = (because: string): BlameEvidence => ({
    migration: null,
    statement: null,
    capture: query.capture,
    did: [],
    because,
  });
  if (at === null)
    return nobody('Applied once more, statement by statement, the migrations leave it as it was before.');
  const look = looks[at]!;
  const own = (one: Look) => one.changes.filter(({ table }) => table === null || family.has(table));
  const did = (one: Look) => own(one).map(({ text }) => text);
  if (look.settled) return nobody('VACUUM and ANALYZE alone make it so, before the first statement.');
  if (look.statement) return { ...look.statement, capture: query.capture, did: did(look) };
  const ran = looks.filter(({ statement }) => statement !== null && look.transaction.includes(statement));
  const acted = ran.filter((one) => did(one).length > 0);
  // An index over rows that the same transaction has changed is used when that has ended (indcheckxmin in pg_index).
  const onIndexes = acted.filter((one) => own(one).some(({ index }) => index));
  const [only, ...others] = onIndexes.length > 0 ? onIndexes : acted;
  if (only && others.length === 0) return { ...only.statement!, capture: query.capture, did: did(only) };
  const migrations = [...new Set(look.transaction.map(({ migration }) => migration))];
  return migrations.length === 1
    ? { migration: migrations[0]!, statement: null, capture: query.capture, did: acted.flatMap(did) }
    : nobody(
        `It shows when the transaction of ${migrations.join(' and ')} has ended, and after no statement.`,
      );
}

function isWork({ aspect }: TrackedQuery): boolean {
  return aspect === 'work' || aspect === 'temporary';
}

/** Pages move a little with every statement: what counts is whether they are beyond what they were at first. */
function asWork(sights: readonly (Sight | null)[], limits: WorkLimits): (Sight | null)[] {
  const first = sights.find((sight) => sight !== null)?.weight ?? null;
  return sights.map((sight) => {
    if (!sight || sight.weight === null || first === null) return sight;
    return { ...sight, identity: beyond(first, sight.weight, limits) ? 'beyond' : 'within' };
  });
}
