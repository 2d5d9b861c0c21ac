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
import { planIndexLost } from './rules/planIndexLost.ts';
import { planLatency } from './rules/planLatency.ts';
import { planQueryFails } from './rules/planQueryFails.ts';
import { planStaleStatistics } from './rules/planStaleStatistics.ts';
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
  planBuffers,
  planIndexLost,
  planLatency,
  planStaleStatistics,
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
