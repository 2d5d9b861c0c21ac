import type { RuleId } from '../../evidence/ruleIds.ts';

/** What `upTo` of an acceptance means, for the rules that measure an amount. */
export const acceptedAmounts: Partial<Record<RuleId, 'duration' | 'size' | 'pages'>> = {
  'lock/hold': 'duration',
  'lock/stall': 'duration',
  'migration/duration': 'duration',
  'migration/rewrite': 'duration',
  'migration/scan': 'duration',
  'migration/wal': 'size',
  'plan/buffers': 'pages',
  'plan/latency': 'duration',
  'rollback/duration': 'duration',
};
