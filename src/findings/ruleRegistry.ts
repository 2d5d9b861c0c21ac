import type { Rule, RuleDescription } from './Rule.ts';
import { acceptanceStale } from './rules/acceptanceStale.ts';
import { historyMissing, targetSchemaDiffers } from './rules/asOnProduction.ts';
import { invalidIndex } from './rules/invalidIndex.ts';
import { lockDeadlock } from './rules/lockDeadlock.ts';
import { lockHold } from './rules/lockHold.ts';
import { lockQueue } from './rules/lockQueue.ts';
import { lockStall } from './rules/lockStall.ts';
import { lockTimeout } from './rules/lockTimeout.ts';
import { migrationDuration } from './rules/migrationDuration.ts';
import { migrationFailed } from './rules/migrationFailed.ts';
import { migrationWal } from './rules/migrationWal.ts';
import {
  parityExtension,
  parityLocale,
  paritySetting,
  parityStale,
  parityTimezone,
  parityVersion,
} from './rules/parity.ts';
import { planBuffers } from './rules/planBuffers.ts';
import { planEstimate } from './rules/planEstimate.ts';
import { planFragile } from './rules/planFragile.ts';
import { planGenericDiffers } from './rules/planGenericDiffers.ts';
import { planIndexLost } from './rules/planIndexLost.ts';
import { planIndexOnlyLost } from './rules/planIndexOnlyLost.ts';
import { planJoinChanged } from './rules/planJoinChanged.ts';
import { planLatency } from './rules/planLatency.ts';
import { planNestedLoop } from './rules/planNestedLoop.ts';
import { planParallelLost } from './rules/planParallelLost.ts';
import { planPruningLost } from './rules/planPruningLost.ts';
import { planQueryFails } from './rules/planQueryFails.ts';
import { planResultDiffers } from './rules/planResultDiffers.ts';
import { planSortAdded } from './rules/planSortAdded.ts';
import { planSpill } from './rules/planSpill.ts';
import { planStaleStatistics } from './rules/planStaleStatistics.ts';
import { planSubplan } from './rules/planSubplan.ts';
import {
  rollbackDuration,
  rollbackFailed,
  rollbackMissing,
  rollbackSchemaDiffers,
} from './rules/rollback.ts';
import { cachedPlan, trafficFails } from './rules/trafficFails.ts';
import { migrationRewrite, migrationScan } from './rules/wholeTable.ts';

/** Every rule, in the order in which its findings are told; `acceptance/stale` comes from the acceptances. */
export const rules: readonly Rule[] = [
  migrationFailed,
  lockHold,
  lockStall,
  lockDeadlock,
  lockQueue,
  lockTimeout,
  migrationDuration,
  migrationRewrite,
  migrationScan,
  migrationWal,
  invalidIndex,
  planQueryFails,
  trafficFails,
  cachedPlan,
  planResultDiffers,
  planBuffers,
  planLatency,
  planIndexLost,
  planIndexOnlyLost,
  planPruningLost,
  planSortAdded,
  planSpill,
  planSubplan,
  planNestedLoop,
  planJoinChanged,
  planParallelLost,
  planEstimate,
  planStaleStatistics,
  planGenericDiffers,
  planFragile,
  rollbackFailed,
  rollbackDuration,
  rollbackSchemaDiffers,
  rollbackMissing,
  historyMissing,
  targetSchemaDiffers,
  parityVersion,
  paritySetting,
  parityExtension,
  parityLocale,
  parityTimezone,
  parityStale,
];

/** What each rule says of itself, for the documentation. */
export const ruleDescriptions: readonly RuleDescription[] = [...rules, acceptanceStale];
